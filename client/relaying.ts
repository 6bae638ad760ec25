// The relay as the page uses it: its file is loaded when somebody is to come by it, and not before.

import { type Kind, kinds, type Outgoing } from "./media/ports.ts";
import type { Rung } from "./media/quality.ts";
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

/** The server may be away just when its file is asked for. */
const reloadMs = 1_000;

export function createRelaying({ key, ...options }: RelayingOptions): Relay {
  let relay: Relay | undefined;
  let loading = false;
  let closed = false;
  let wanted: ReadonlySet<string> = new Set();
  let outgoing: Outgoing = { microphone: undefined, camera: undefined };
  let rung: Rung | undefined;

  function need(): void {
    if (relay || loading || closed || wanted.size === 0) return;
    loading = true;
    void import("./relay/relay.ts").then(open, () => options.clock.after(reloadMs, tryAgain));
  }

  function tryAgain(): void {
    loading = false;
    need();
  }

  function open({ openRelay }: RelayModule): void {
    if (closed) return;
    relay = openRelay({ ...options, key: key() });
    for (const kind of kinds) relay.send(kind, outgoing[kind]);
    if (rung) relay.limit(rung);
    relay.setWanted(wanted);
  }

  return {
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
    retry: () => relay?.retry(),
    report: () => relay?.report() ?? new Map(),
    close: () => {
      closed = true;
      relay?.close();
    },
  };
}
