// A connection below Socket.IO: counted, and cut where it sends too fast or takes too little.

import type { IncomingMessage } from "node:http";
import { limits } from "../protocol/protocol.ts";
import type { Log } from "./log.ts";
import { type Bucket, draw, type Pace } from "./rooms/throttle.ts";

// Everything that comes over a connection, before anybody knows what it is.
const packetPace: Pace = { burst: 300, perSecond: 60 };
// In characters: more than a whole history, for somebody with a poor line. Whoever asks for more
// without taking it would fill the memory.
const mostUnsent = 3 * limits.historySize;

/** What Engine.IO calls a socket, in so far as it is looked at here. */
export interface Line {
  readonly request: IncomingMessage;
  readonly on: (
    event: "packet" | "packetCreate" | "drain" | "close",
    listener: (packet: { readonly data?: { readonly length: number } }) => void,
  ) => void;
  /** Once it has taken what waits to be sent, or, discarding that, at once. */
  readonly close: (discard?: true) => void;
}

export function watchLine(line: Line, log: Log): void {
  let bucket: Bucket | undefined;
  let unsent = 0;
  line.on("packet", () => {
    bucket = draw(bucket, packetPace, Date.now());
    if (bucket) return;
    log.warn("connection-flooded");
    cut(line);
  });
  line.on("packetCreate", ({ data }) => {
    unsent += data?.length ?? 0;
    if (unsent <= mostUnsent) return;
    log.warn("connection-stalled");
    cut(line);
  });
  line.on("drain", () => {
    unsent = 0;
  });
}

function cut(line: Line): void {
  // The first stops hearing it, the second waits for nothing it doesn't take.
  line.close();
  line.close(true);
}
