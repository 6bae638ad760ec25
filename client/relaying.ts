// The relay as the page uses it: its files are loaded once the call runs, and it is opened when somebody is to
// come by it.

import { type Kind, kinds, type Outgoing, type Rung } from "./media/ports.ts";
import { workerAddress, workletAddress } from "./relay/built.ts";
import type { Relay, RelayModule, RelayOptions } from "./relay/ports.ts";

export interface RelayingOptions extends Omit<RelayOptions, "key"> {
  /** In a sealed room, what the keys of frames are derived from. */
  readonly key: () => CryptoKey | undefined;
}

/** What sends and shows what is relayed. */
const needed = ["VideoEncoder", "VideoDecoder", "AudioEncoder", "AudioDecoder", "AudioWorkletNode"];

/** Whether this browser, over this connection, has what it takes. */
export function canRelay(): boolean {
  return needed.every((name) => name in window);
}

/** The calls are set up by then. */
const quietMs = 4_000;
/** The server may be away just when they are asked for; twice as late each time. */
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

export interface Relaying extends Relay {
  /** We are in the room: when it is needed, its files may be out of reach, or another build's. */
  readonly prepare: () => void;
}

/** With the file, the browser's cache has those that it starts. */
async function load(): Promise<RelayModule> {
  const fetched = [workerAddress, workletAddress].map(async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    await response.arrayBuffer();
  });
  await Promise.all(fetched);
  // The last, since Firefox never asks again for a script that didn't come.
  return import("./relay/relay.ts");
}

export function createRelaying({ key, ...options }: RelayingOptions): Relaying {
  const { clock } = options;
  let relay: Relay | undefined;
  let module: RelayModule | undefined;
  let loading = false;
  let pauseMs = firstPauseMs;
  let closed = false;
  let wanted: ReadonlySet<string> = new Set();
  let outgoing: Outgoing = { microphone: undefined, camera: undefined };
  let rung: Rung | undefined;

  function need(): void {
    if (relay || closed || wanted.size === 0) return;
    if (module) return open(module);
    void fetchOnce();
  }

  async function fetchOnce(): Promise<void> {
    if (module || loading || closed) return;
    loading = true;
    module = await load().catch(() => undefined);
    loading = false;
    if (module) return need();
    clock.after(pauseMs, fetchOnce);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }

  function open({ openRelay }: RelayModule): void {
    relay = openRelay({ ...options, key: key() });
    for (const kind of kinds) relay.send(kind, outgoing[kind]);
    if (rung) relay.limit(rung);
    relay.setWanted(wanted);
  }

  return {
    prepare: () => void clock.after(quietMs, fetchOnce),
    setWanted: (ids) => {
      wanted = ids;
      relay?.setWanted(ids);
      need();
    },
    send: (kind: Kind, track) => {
      outgoing = { ...outgoing, [kind]: track };
      relay?.send(kind, track);
    },
    limit: (most) => {
      rung = most;
      relay?.limit(most);
    },
    // There is one by then, since they are heard by it.
    rehearse: (id, call) => relay?.rehearse(id, call),
    retry: () => relay?.retry(),
    report: () => relay?.report() ?? new Map(),
    close: () => {
      closed = true;
      relay?.close();
    },
  };
}
