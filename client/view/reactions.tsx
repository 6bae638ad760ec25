// What members say without a word: rising over the tile, and read out once.

import { useEffect } from "preact/hooks";
import { type MemberId, type Reaction, reactions } from "../../protocol/protocol.ts";
import type { InRoom, Meeting, Shown } from "../meeting/state.ts";
import { memberOf } from "../meeting/state.ts";
import type { Actions } from "./model.ts";

/** Long enough to be seen by whoever looks elsewhere; the sheet for the stage knows it too. */
const shownMs = 4_000;

const reactionNames: { readonly [R in Reaction]: string } = {
  "👍": "Thumbs up",
  "👏": "Applause",
  "❤️": "Heart",
  "😂": "Laughter",
  "😮": "Surprise",
  "🎉": "Celebration",
};

interface ReactionsProps {
  readonly of: MemberId;
  readonly meeting: InRoom;
  readonly onEnd: (n: number) => void;
}

export function Reactions({ of, meeting, onEnd }: ReactionsProps) {
  return (
    <p class="reactions" aria-hidden="true">
      {meeting.reactions
        .filter(({ from }) => from === of)
        .map(({ n, reaction }) => (
          <Rising key={n} n={n} reaction={reaction} onEnd={onEnd} />
        ))}
    </p>
  );
}

export function ReactionMenu({ ask }: Pick<Actions, "ask">) {
  return (
    <>
      {reactions.map((reaction) => (
        <button
          key={reaction}
          type="button"
          class="round"
          aria-label={reactionNames[reaction]}
          onClick={() => ask("react", reaction)}
        >
          {reaction}
        </button>
      ))}
    </>
  );
}

interface RisingProps extends Pick<Shown, "n" | "reaction"> {
  readonly onEnd: (n: number) => void;
}

function Rising({ n, reaction, onEnd }: RisingProps) {
  useEffect(() => {
    const timer = setTimeout(() => onEnd(n), shownMs);
    return () => clearTimeout(timer);
  }, []);
  return <span>{reaction}</span>;
}

/** For a screen reader: one by name, and a crowd as one. */
export function describeReactions(meeting: Meeting & InRoom): string {
  const others = meeting.reactions.filter(({ from }) => from !== meeting.self);
  const last = others.at(-1);
  if (!last) return "";
  if (others.some(({ from }) => from !== last.from)) return "Several people react.";
  return `${memberOf(meeting, last.from)?.name ?? "Somebody"}: ${reactionNames[last.reaction]}`;
}
