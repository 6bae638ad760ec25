// Whether a connected call is alive, by what comes in: browsers take from seven seconds to half a minute
// to say so. Each side beats, and says with each beat whether it hears the other: silence at
// either side is known at both.

import type { Clock } from "./ports.ts";

/** Often enough that two beats may be lost, and the break still be found within three seconds. */
const beatMs = 500;
/** Three beats; and a browser that slows a hidden page down lets it beat once a second. */
const quietMs = 1_500;
/** So late is our own beat only where we didn't run: nobody else's silence then means anything. */
const lateMs = 1_000;
/** Shorter, and there may be a gap between two packets of a picture that comes seven times a second. */
const lookMs = 400;
/** Whoever has answered none of so many isn't one of our pages, and would only pile them up. */
const mostUnheard = 20;
/** Beyond those that PeerJS gives to its channels, within what every browser has room for. */
const channelId = 100;

/** What a beat says: that the other side is heard, or that it isn't. */
const hearing = "1";
const deaf = "0";

export interface PulseEvents {
  readonly onBroken: () => void;
  readonly onWhole: () => void;
}

export interface Pulse {
  /** To be called once the connection is there. */
  readonly start: () => void;
  /** The other side says that nothing of ours comes in there. */
  readonly deny: () => void;
  readonly stop: () => void;
}

export function createPulse(
  connection: RTCPeerConnection,
  clock: Clock,
  { onBroken, onWhole }: PulseEvents,
): Pulse {
  // Both sides make it, so that nothing has to be negotiated; a beat that is late is of no use.
  const channel = connection.createDataChannel("beat", {
    ...{ negotiated: true, id: channelId, ordered: false, maxRetransmits: 0 },
  });
  let running = false;
  let cancel = () => {};
  let tickedAt = 0;
  let unheard = 0;
  /** When there was last a sign of the other side; none of whoever has never beaten. */
  let heardAt: number | undefined;
  /** What had come in at the last look, while there is doubt. */
  let before: { readonly count: number; readonly at: number } | undefined;
  let looking = false;
  let silent = false;
  let deniedAt: number | undefined;

  const isBroken = () => silent || deniedAt !== undefined;
  const isConnected = () => connection.connectionState === "connected";

  /** Makes the change, and tells what it changes. */
  function note(change: () => void): void {
    const was = isBroken();
    change();
    if (was === isBroken()) return;
    beat();
    if (was) onWhole();
    else onBroken();
  }

  function beat(): void {
    // What is sent into nothing would stand in the way of what comes after it.
    if (channel.readyState !== "open" || !isConnected()) return;
    if (heardAt === undefined && ++unheard > mostUnheard) return;
    channel.send(silent ? deaf : hearing);
  }

  function tick(): void {
    const now = clock.now();
    if (now - tickedAt > beatMs + lateMs) {
      if (heardAt !== undefined) heardAt = now;
      before = undefined;
    }
    tickedAt = now;
    beat();
    cancel = clock.after(beatMs, tick);
    void look();
  }

  function isDoubtful(): boolean {
    if (!isConnected()) return !silent;
    return isBroken() || (heardAt !== undefined && clock.now() - heardAt >= quietMs);
  }

  /** The same twice is silence. It is asked only in doubt: a teacher has thirty calls. */
  async function look(): Promise<void> {
    if (connection.connectionState === "failed") return hearNothing();
    if (!isDoubtful()) before = undefined;
    else if (!looking) {
      looking = true;
      const count = await countReceived(connection);
      looking = false;
      const at = clock.now();
      if (!before) before = { count, at };
      else if (!running) return;
      else if (count > before.count) hearSomething();
      else if (at - before.at >= lookMs) hearNothing();
    }
  }

  function hearNothing(): void {
    note(() => {
      silent = true;
    });
  }

  function hearSomething(): void {
    const now = clock.now();
    if (heardAt !== undefined) heardAt = now;
    before = undefined;
    if (!isConnected()) return;
    note(() => {
      silent = false;
      if (deniedAt !== undefined && now - deniedAt >= quietMs) deniedAt = undefined;
    });
  }

  channel.onmessage = ({ data }) => {
    if (!running) return;
    heardAt = clock.now();
    before = undefined;
    note(() => {
      silent = false;
      deniedAt = data === deaf ? heardAt : undefined;
    });
  };
  connection.addEventListener("connectionstatechange", () => running && void look());

  return {
    start: () => {
      running = true;
      tickedAt = clock.now();
      tick();
    },
    deny: () => {
      if (!running) return;
      note(() => {
        deniedAt = clock.now();
      });
    },
    stop: () => {
      running = false;
      cancel();
    },
  };
}

/** Grows with whatever comes in; browsers differ in which of these they count, and where. */
async function countReceived(connection: RTCPeerConnection): Promise<number> {
  // Refused only where the connection is closed.
  const stats = await connection.getStats().catch(() => undefined);
  let count = 0;
  stats?.forEach(
    ({ packetsReceived = 0, bytesReceived = 0, requestsReceived = 0, responsesReceived = 0 }) => {
      count += packetsReceived + bytesReceived + requestsReceived + responsesReceived;
    },
  );
  return count;
}
