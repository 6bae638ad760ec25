// Takes what is written to the server: one line after the other, each until the server has it.

import type { RefusalCode, SendReply } from "../../protocol/protocol.ts";
import { change, nextOf, type Outbox, type OutboxEvent, type Written } from "./outbox.ts";
import { createKey } from "./seal.ts";

/** After a refusal that passes, or no answer: what is too fast now is not in a second. */
const restMs = 1_000;
/** Half of what two people's clocks may differ by: a line sealed any earlier might be taken for an old one. */
const sealedForMs = 5 * 60_000;
/** Over by itself. */
const passing: ReadonlySet<RefusalCode> = new Set(["too-fast", "closing", "not-joined"]);

export interface Courier {
  /** Resolves when there is nothing more to be done for now. */
  readonly write: (message: string) => Promise<void>;
  readonly retry: (key: string) => void;
  readonly discard: (key: string) => void;
  /** That line is among the room's. */
  readonly hear: (key: string) => void;
  /** We are in the room, or no longer. */
  readonly go: (inside: boolean) => void;
  /** Nothing of it is wanted any more. */
  readonly clear: () => void;
}

export interface CourierOptions {
  /** What an earlier load of the page left. */
  readonly kept: readonly Written[];
  readonly now: () => number;
  readonly after: (ms: number, action: () => void) => () => void;
  /** Seals it, and counts it. */
  readonly wrap: (message: string) => Promise<string>;
  /** Nothing where the server hasn't answered. */
  readonly say: (message: string, key: string) => Promise<SendReply | undefined>;
  readonly onChange: (outbox: Outbox) => void;
}

export function openCourier({ kept, now, after, wrap, say, onChange }: CourierOptions): Courier {
  let outbox: Outbox = kept.map((line) => ({ ...line, status: "waiting" }));
  /** As they are sent, each time: a line that was sealed twice would be two lines to whoever opens it. */
  const wrapped = new Map<string, { readonly text: string; readonly at: number }>();
  let inside = false;
  let resting = false;
  let stopResting = () => {};
  let delivering = false;
  let delivery = Promise.resolve();

  function set(next: Outbox): void {
    if (next === outbox) return;
    outbox = next;
    onChange(outbox);
  }

  function note(event: OutboxEvent): void {
    set(change(outbox, event));
  }

  function setOut(): Promise<void> {
    if (!delivering) delivery = deliver();
    return delivery;
  }

  async function deliver(): Promise<void> {
    delivering = true;
    for (let line = nextOf(outbox); line && inside && !resting; line = nextOf(outbox)) await bring(line);
    delivering = false;
  }

  async function bring({ key, message }: Written): Promise<void> {
    const text = await seal(key, message);
    const reply = await say(text, key);
    if (reply?.ok) note({ type: "said", key });
    else if (!reply || passing.has(reply.code)) rest();
    else {
      // Others are said before it now, so that its count would no longer be right.
      wrapped.delete(key);
      note({ type: "refused", key, reason: reply.message });
    }
  }

  async function seal(key: string, message: string): Promise<string> {
    const known = wrapped.get(key);
    if (known && now() - known.at < sealedForMs) return known.text;
    const text = await wrap(message);
    wrapped.set(key, { text, at: now() });
    return text;
  }

  function rest(): void {
    resting = true;
    stopResting = after(restMs, wake);
  }

  function wake(): void {
    stopResting();
    resting = false;
    void setOut();
  }

  return {
    write: (message) => {
      note({ type: "written", line: { key: createKey(), message, at: now() } });
      return setOut();
    },
    retry: (key) => {
      note({ type: "retried", key });
      void setOut();
    },
    discard: (key) => note({ type: "discarded", key }),
    hear: (key) => note({ type: "heard", key }),
    go: (isInside) => {
      inside = isInside;
      if (!inside) return;
      onChange(outbox);
      wake();
    },
    clear: () => set([]),
  };
}
