// A socket that hands PeerServer only what `parseSignal` let through, to whom it may go, written anew.

import { WebSocket } from "ws";
import type { MemberId, RefusalCode } from "../protocol/protocol.ts";
import { type Bucket, draw, type Pace } from "./rooms/throttle.ts";
import { parseSignal } from "./signal.ts";

const policyViolation = 1008;
const heartbeat = Buffer.from('{"type":"HEARTBEAT"}');
// In units of `unitBytes`: a newcomer to a full room answers some fifty offers with a dozen
// candidates each, as fast as its processor can.
const pace: Pace = { burst: 2_000, perSecond: 60 };
const unitBytes = 4 * 1024;

export class GuardedSocket extends WebSocket {
  maySignal: (to: MemberId) => boolean = () => false;
  /** Whether it answered what it was last asked. */
  answered = true;
  #bucket: Bucket | undefined;

  /** Sends a ping, which is answered by whatever is alive. */
  ask(onAnswer?: () => void): void {
    this.answered = false;
    if (onAnswer) this.once("pong", onAnswer);
    if (this.readyState === WebSocket.OPEN) this.ping();
  }

  refuse(code: RefusalCode): void {
    this.close(policyViolation, code);
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === "pong") {
      this.answered = true;
      super.emit("message", heartbeat, false);
      return super.emit(event, ...args);
    }
    if (event !== "message") return super.emit(event, ...args);
    // A socket goes on telling what had come before it was closed.
    if (this.readyState !== WebSocket.OPEN) return true;
    const [data, isBinary] = args;
    const text = isBinary === false ? String(data) : "";
    const bucket = draw(this.#bucket, pace, Date.now(), 1 + text.length / unitBytes);
    if (!bucket) return this.#end("too-fast");
    this.#bucket = bucket;
    const signal = parseSignal(text);
    if (!signal) return this.#end("malformed");
    // Nobody can tell whether that id is absent or merely not theirs to call.
    if (signal.type !== "HEARTBEAT" && !this.maySignal(signal.dst)) return true;
    return super.emit("message", Buffer.from(JSON.stringify(signal)), false);
  }

  #end(code: RefusalCode): true {
    this.refuse(code);
    return true;
  }
}
