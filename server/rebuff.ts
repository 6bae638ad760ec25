// The answer to an upgrade that is not let in.

import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Refusal } from "../protocol/protocol.ts";

export function turnAway(stream: Duplex, status: number, refusal: Refusal): void {
  const body = JSON.stringify(refusal);
  stream.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
