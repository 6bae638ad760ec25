// One line of the conversation, or one that is to become part of it.

import type { HeardLine } from "../meeting/conversation.ts";
import type { Doubt } from "../meeting/ledger.ts";
import type { Unsent } from "../meeting/outbox.ts";
import { useLasting } from "./lasting.ts";
import { Text } from "./text.tsx";

interface ChatLineProps {
  readonly line: Pick<HeardLine, "name" | "message" | "at" | "doubt">;
  readonly own: boolean;
  readonly unsent: Unsent | undefined;
  readonly onRetry: (key: string) => void;
  readonly onDiscard: (key: string) => void;
}

/** Most lines are said by then, and need no mark. */
const unmarkedMs = 400;

const doubts: { readonly [D in Doubt]: string } = {
  unopened: "This line can't be opened: it was not sealed with this room's key, or was changed on its way.",
  repeated: "This line was sent to you once more, in another place.",
  moved: "This line stands where it was not written.",
  misdated: "This line was written at another time than the server says.",
};

export function ChatLine({ line, own, unsent, onRetry, onDiscard }: ChatLineProps) {
  const { name, message, at, doubt } = line;
  const late = useLasting(unsent?.status === "waiting", unmarkedMs);
  return (
    <li class="line" data-own={own} data-doubt={doubt} data-unsent={unsent?.status}>
      <span class="who">{name}</span> <time dateTime={new Date(at).toISOString()}>{clockTime(at)}</time>
      {late && <small>Not sent yet</small>}
      {doubt && <p class="doubt">{doubts[doubt]}</p>}
      <p>
        <Text>{message}</Text>
      </p>
      {unsent?.status === "refused" && (
        <div class="refusal">
          <small>Not sent: {unsent.reason}</small>
          <button type="button" class="quiet" onClick={() => onRetry(unsent.key)}>
            Try again
          </button>
          <button type="button" class="quiet" onClick={() => onDiscard(unsent.key)}>
            Discard
          </button>
        </div>
      )}
    </li>
  );
}

function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}
