// Other tabs of this browser in the same room: a duplicated tab is one person, who may choose
// which of the two they are in.

import { isRecord } from "../../protocol/parse.ts";
import type { MemberId, RoomName } from "../../protocol/protocol.ts";
import type { OtherTab } from "./state.ts";

type Word =
  /** From a lobby: who is in the room? */
  | { readonly type: "who" }
  | ({ readonly type: "here" } & OtherTab)
  | { readonly type: "gone"; readonly id: MemberId }
  /** From a lobby that joins in place of that tab. */
  | { readonly type: "move"; readonly id: MemberId };

export interface TabsEvents {
  readonly onHere: (tab: OtherTab) => void;
  readonly onGone: (id: MemberId) => void;
  /** Another tab takes this one's place. */
  readonly onMoved: () => void;
}

export interface Tabs {
  /** This tab is in the room now, under that name. */
  readonly enter: (name: string) => void;
  readonly leave: () => void;
  readonly takeOver: (id: MemberId) => void;
}

export function openTabs(room: RoomName, self: MemberId, { onHere, onGone, onMoved }: TabsEvents): Tabs {
  const channel = new BroadcastChannel(`parley/${room}`);
  const tell = (word: Word) => channel.postMessage(word);
  let entered: OtherTab | undefined;

  channel.addEventListener("message", ({ data }) => {
    const word = parseWord(data);
    switch (word?.type) {
      case "who":
        if (entered) tell({ type: "here", ...entered });
        return;
      case "here":
        return onHere({ id: word.id, name: word.name });
      case "gone":
        return onGone(word.id);
      case "move":
        if (entered && word.id === self) onMoved();
        return;
      case undefined:
        return;
      default:
        return word satisfies never;
    }
  });
  tell({ type: "who" });

  return {
    enter: (name) => {
      entered = { id: self, name };
      tell({ type: "here", ...entered });
    },
    leave: () => {
      if (entered) tell({ type: "gone", id: self });
      entered = undefined;
    },
    takeOver: (id) => tell({ type: "move", id }),
  };
}

/** Another tab may run an older version of this page. */
function parseWord(data: unknown): Word | undefined {
  if (!isRecord(data)) return undefined;
  const { type, id, name } = data;
  if (type === "who") return { type };
  if (typeof id !== "string") return undefined;
  if (type === "gone" || type === "move") return { type, id };
  return type === "here" && typeof name === "string" ? { type, id, name } : undefined;
}
