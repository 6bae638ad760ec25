// What is known of a room from outside: who is in it, and who may come in.

import type { LobbyView } from "../../protocol/protocol.ts";

interface InsideProps {
  /** Nothing until the server has told. */
  readonly lobby: LobbyView | undefined;
  /** Whether the room was made for whoever sits here. */
  readonly owner: boolean;
  /** Whether they have asked to come in. */
  readonly joining: boolean;
}

export function Inside({ lobby, owner, joining }: InsideProps) {
  return (
    <div class="inside" aria-live="polite">
      {lobby ? describe(lobby, owner, joining).map((sentence) => <p key={sentence}>{sentence}</p>) : "\u00a0"}
    </div>
  );
}

/** In sentences. */
export function describe(lobby: LobbyView, owner: boolean, joining: boolean): readonly string[] {
  const { inside, seal, kind, owned, locked, waitingRoom } = lobby;
  const sentences = [
    inside.length > 0
      ? `Inside: ${listOf(inside)}`
      : seal === undefined
        ? "Nobody is inside yet."
        : "Somebody is inside.",
    kind === null &&
      owned &&
      !owner &&
      !joining &&
      "The host isn't here yet. Press Join, and you come in by yourself as soon as they do.",
    kind === "classroom" &&
      !owner &&
      "It is a classroom: you will see only the teacher, and only the teacher will see you.",
    locked && "The room is locked.",
    waitingRoom && "A host lets people in here.",
  ];
  return sentences.filter((sentence) => sentence !== false);
}

/** More names than this are counted instead. */
const mostNames = 6;

function listOf(names: readonly string[]): string {
  const shown = names.length > mostNames ? names.slice(0, mostNames - 1) : names;
  const others = names.length - shown.length;
  const parts = others > 0 ? [...shown, `${others} others`] : shown;
  return new Intl.ListFormat("en").format(parts);
}
