// A bare TCP connection, over which anything may be written.

import { connect, type Socket } from "node:net";

export interface Wire {
  readonly write: (bytes: Buffer | string) => void;
  /** Resolves with whether that came before the connection's end, and in time. */
  readonly hears: (marker: string, withinMs: number) => Promise<boolean>;
  /** Waits for an answer, then so long for the other side to end it, then ends it. */
  readonly finish: (withinMs: number) => Promise<void>;
  /** Resets it after so long, whatever the other side is at. */
  readonly abandon: (afterMs: number) => Promise<void>;
  /** What came last, as far as it is kept. */
  readonly heard: () => string;
}

export interface Target {
  readonly host: string;
  readonly port: number;
}

/** As much as an answer that is waited for takes. */
const kept = 4 * 1024;
/** Half an upgrade has no answer; everything else has one by then, on a machine that is busy. */
const answerMs = 5_000;

export function openWire(target: Target): Wire {
  const socket: Socket = connect({ ...target, noDelay: true });
  let tail = "";
  let notice = () => {};
  let ended = false;
  socket.on("data", (bytes) => {
    tail = (tail + bytes.toString("latin1", Math.max(0, bytes.length - kept))).slice(-kept);
    notice();
  });
  // It is reset more often than not.
  socket.on("error", ({ message }) => {
    tail += message;
  });
  socket.on("close", () => {
    ended = true;
    notice();
  });

  async function wait(holds: () => boolean, withinMs: number): Promise<void> {
    if (ended || holds()) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      notice = () => {
        if (!ended && !holds()) return;
        clearTimeout(timer);
        resolve();
      };
    });
    notice = () => {};
  }

  return {
    write: (bytes) => void (socket.writable && socket.write(bytes, "latin1")),
    hears: async (marker, withinMs) => {
      await wait(() => tail.includes(marker), withinMs);
      return tail.includes(marker);
    },
    finish: async (withinMs) => {
      // Whoever comes again before they were heard would only lengthen a queue that nobody is served from.
      await wait(() => tail !== "", answerMs);
      await wait(() => ended, withinMs);
      // A reset leaves no port waiting, of which there are only so many.
      socket.resetAndDestroy();
    },
    abandon: async (afterMs) => {
      await wait(() => ended, afterMs);
      socket.resetAndDestroy();
    },
    heard: () => tail,
  };
}
