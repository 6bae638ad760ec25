// What the relay has done since the process began, as numbers.

import type { FrameKind } from "../../protocol/frames.ts";

/** A line took too little, or the whole process was at its cap. */
export const lossReasons = ["slow", "cap"] as const;
export type LossReason = (typeof lossReasons)[number];

/** What a TCP connection counts by itself. */
interface Counted {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

export class Tally {
  readonly received = countKinds();
  readonly sent = countKinds();
  readonly lost = { slow: countKinds(), cap: countKinds() };
  /** Of those connections that have ended. */
  #bytes = { read: 0, written: 0 };
  readonly #open = new Set<Counted>();

  /** On the wire, in both directions. */
  get bytes(): { readonly read: number; readonly written: number } {
    let { read, written } = this.#bytes;
    for (const { bytesRead, bytesWritten } of this.#open) {
      read += bytesRead;
      written += bytesWritten;
    }
    return { read, written };
  }

  get connections(): number {
    return this.#open.size;
  }

  open(connection: Counted): void {
    this.#open.add(connection);
  }

  close(connection: Counted): void {
    if (!this.#open.delete(connection)) return;
    const { read, written } = this.#bytes;
    this.#bytes = { read: read + connection.bytesRead, written: written + connection.bytesWritten };
  }
}

function countKinds(): Record<FrameKind, number> {
  return { sound: 0, picture: 0, greeting: 0 };
}
