// A page's line, on a clock that is turned: so many bits a second, so far away, acknowledging as pages do.

import { type Allowance, adapt } from "../../server/relay/allowance.ts";
import { Feed } from "../../server/relay/feed.ts";
import { type Parcel, Receiver } from "../../server/relay/receiver.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";

/** What its sockets and those on the way take before the sender notices. */
const buffer = 256 * 1024;
const acknowledgeEveryMs = 100;
const acknowledgeEveryBytes = 16 * 1024;
const soundEveryMs = 20;
const silenceEveryMs = 500;
const soundBytes = 100;
const lookEveryMs = 250;
const keyEveryMs = 1_000;
/** Of a picture that doesn't change much. */
const keyCost = 6;

export interface Heard {
  readonly parcel: Parcel;
  readonly sentAt: number;
  readonly at: number;
}

export interface Film {
  readonly kbps: number;
  readonly framesPerSecond: number;
  /** Whether its page heeds what it is told its picture may cost. */
  readonly heeds?: boolean;
  /** Whether its page's microphone is off. */
  readonly muted?: boolean;
}

export interface Line {
  readonly clock: FakeClock;
  readonly receiver: Receiver;
  readonly feed: Feed;
  readonly heard: readonly Heard[];
  readonly lost: readonly Parcel[];
  /** The most that was ever held for it, here and in its sockets. */
  readonly most: () => number;
  /** Sound and a film, for so long. */
  readonly play: (seconds: number, film: Film) => void;
  /** From now on; 0 lets nothing through. */
  readonly setKbps: (kbps: number) => void;
}

export function openLine(kbpsAtFirst: number, distanceMs: number): Line {
  const clock = createClock();
  const heard: Heard[] = [];
  const lost: Parcel[] = [];
  const waiting: { readonly parcel: Parcel; readonly sentAt: number; left: number }[] = [];
  let [kbps, busy, unsent, most, arrived, told, counts] = [kbpsAtFirst, false, 0, 0, 0, 0, [0, 0]];
  let acknowledging = false;

  const receiver = new Receiver(
    {
      write: (parcel) => {
        waiting.push({ parcel, sentAt: clock.now(), left: parcel.bytes.length });
        unsent += parcel.bytes.length;
        most = Math.max(most, unsent);
        carry();
      },
      waiting: () => Math.max(0, unsent - buffer),
      onLost: (parcel) => lost.push(parcel),
    },
    0,
  );
  const feed = new Feed("somebody");
  feed.begin(true);

  /** A packet after the other, as fast as the line is at that moment. */
  function carry(): void {
    const [first] = waiting;
    if (busy || !first || kbps === 0) return;
    const bytes = Math.min(1_200, first.left);
    busy = true;
    clock.after((bytes * 8) / kbps, () => {
      busy = false;
      unsent -= bytes;
      first.left -= bytes;
      if (first.left === 0) {
        waiting.shift();
        clock.after(distanceMs, () => arrive(first.parcel, first.sentAt));
      }
      carry();
    });
  }

  function arrive(parcel: Parcel, sentAt: number): void {
    heard.push({ parcel, sentAt: bornAt.get(parcel) ?? sentAt, at: clock.now() });
    arrived += parcel.bytes.length;
    if (arrived - told >= acknowledgeEveryBytes) acknowledge();
    else if (!acknowledging) {
      acknowledging = true;
      clock.after(acknowledgeEveryMs, () => {
        if (acknowledging) acknowledge();
      });
    }
  }

  function acknowledge(): void {
    acknowledging = false;
    told = arrived;
    const total = arrived;
    clock.after(distanceMs, () => receiver.acknowledge(total % 2 ** 32, clock.now()));
  }

  let [keyAt, wantsKey] = [Number.NEGATIVE_INFINITY, true];
  const bornAt = new WeakMap<Parcel, number>();
  function take(kind: "sound" | "picture", length: number, marks: { key: boolean; spare: boolean }): void {
    const place = kind === "sound" ? 0 : 1;
    const n = counts[place] ?? 0;
    counts = counts.map((count, index) => (index === place ? count + 1 : count));
    const parcel = { head: { kind, n, ...marks }, bytes: Buffer.alloc(length) };
    bornAt.set(parcel, clock.now());
    receiver.take(feed, parcel, clock.now());
  }

  function play(seconds: number, film: Film): void {
    const ends = clock.now() + seconds * 1_000;
    const repeat = (ms: number, action: () => void) => {
      if (clock.now() >= ends) return;
      action();
      clock.after(ms, () => repeat(ms, action));
    };
    repeat(film.muted ? silenceEveryMs : soundEveryMs, () =>
      take("sound", soundBytes, { key: false, spare: false }),
    );
    repeat(lookEveryMs, () => {
      receiver.pump(clock.now());
      if (receiver.mayAskKey(feed, clock.now())) wantsKey = true;
    });
    let [allowance, bytes]: [Allowance, number] = [null, 0];
    repeat(1_000, () => {
      const starving = feed.takeStarving() ? 1 : 0;
      if (film.heeds) allowance = adapt(allowance, { receivers: 1, starving, kbps: bytes / 125 });
      bytes = 0;
    });
    repeat(1_000 / film.framesPerSecond, () => {
      const key = wantsKey && clock.now() - keyAt >= keyEveryMs;
      if (key) [keyAt, wantsKey] = [clock.now(), false];
      const spare = !key && (counts[1] ?? 0) % 2 === 1;
      const usual = (Math.min(film.kbps, allowance ?? film.kbps) * 125) / film.framesPerSecond;
      const length = Math.round(key ? usual * keyCost : usual);
      bytes += length;
      take("picture", length, { key, spare });
    });
    // More happens in a minute than a clock turns at once.
    for (let second = 0; second < seconds; second++) clock.turn(1_000);
  }

  return {
    ...{ clock, receiver, feed, heard, lost, play },
    most: () => most,
    setKbps: (next) => {
      kbps = next;
      carry();
    },
  };
}

/** How late the sounds of a time came, the latest last. */
export function delaysOf({ heard }: Line, from = 0): readonly number[] {
  return heard
    .filter(({ parcel, sentAt }) => parcel.head.kind === "sound" && sentAt >= from)
    .map(({ sentAt, at }) => at - sentAt)
    .sort((a, b) => a - b);
}
