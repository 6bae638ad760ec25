// What this page could bring back to a server that has forgotten the room: what it was last given to keep
// of it, and the lines it heard, each with its proof. It can read none of what shows that they are true.

import { placeOf } from "../../protocol/lines.ts";
import { type Hello, type Line, limits } from "../../protocol/protocol.ts";

/** Bytes that go into one packet, with room to spare; few enough packets that all pass at once. */
const packetSize = 80_000;

export interface Keepsakes {
  readonly keepBaton: (baton: string | undefined) => void;
  readonly keepLine: (line: Line) => void;
  /** What is said of them on coming back. */
  readonly show: () => Pick<Hello, "baton" | "heard">;
  /** The lines of those numbers, in packets. */
  readonly find: (numbers: readonly number[]) => readonly (readonly Line[])[];
  readonly forget: () => void;
}

export function createKeepsakes(): Keepsakes {
  let baton: string | undefined;
  const lines = new Map<string, Line>();
  const encoder = new TextEncoder();

  return {
    keepBaton: (newer) => {
      baton = newer;
    },
    keepLine: (line) => {
      if (line.proof === undefined) return;
      lines.set(placeOf(line), line);
      if (lines.size <= limits.history) return;
      const oldest = [...lines.values()].reduce((one, other) => (other.n < one.n ? other : one));
      lines.delete(placeOf(oldest));
    },
    show: () =>
      baton === undefined ? {} : { baton, heard: [...new Set([...lines.values()].map(({ n }) => n))] },
    find: (numbers) => {
      const packets: Line[][] = [];
      let size = 0;
      const wanted = new Set(numbers);
      for (const line of lines.values()) {
        if (!wanted.has(line.n)) continue;
        const bytes = encoder.encode(JSON.stringify(line)).length;
        const packet = size + bytes > packetSize ? undefined : packets.at(-1);
        size = packet ? size + bytes : bytes;
        if (packet) packet.push(line);
        else packets.push([line]);
      }
      return packets;
    },
    forget: () => {
      baton = undefined;
      lines.clear();
    },
  };
}
