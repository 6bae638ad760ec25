// The camera and the microphone: had, refused, switched, lost, released.

import { choicesOf, countOf, createOpening, deviceOf, type OpeningOptions, release } from "./opening.ts";
import { type Capture, type Captures, type Device, type Kind, kinds, trackOf } from "./ports.ts";

export interface DevicesOptions extends OpeningOptions {
  readonly onChange: (kind: Kind, capture: Capture) => void;
  /** A device went away by itself; `label` names the one that took its place, if any did. */
  readonly onLost: (kind: Kind, label: string | undefined) => void;
  /** What was chosen in place of the one in use can't be had; `label` names the one that is used now. */
  readonly onRefused: (kind: Kind, label: string | undefined) => void;
  /** The system holds back what a device gives, and may let it go on by itself. */
  readonly onTaken: (kind: Kind) => void;
}

export interface Devices {
  /** Asks for both at once, so that the browser asks the person once. */
  readonly start: (
    wanted: { readonly [K in Kind]: boolean },
    chosen: { readonly [K in Kind]?: string },
  ) => Promise<void>;
  readonly turn: (kind: Kind, on: boolean) => Promise<void>;
  /** Opens it beside the one in use, which goes on until then; the one in use itself is opened anew. */
  readonly choose: (kind: Kind, id: string) => Promise<void>;
  /** From now on a kind is to be like that; the one in use too, as far as the browser can while it runs. */
  readonly adjust: (kind: Kind, terms: MediaTrackConstraints) => Promise<void>;
  /** Takes again what was lost while the page was asleep. */
  readonly revive: () => Promise<void>;
  readonly captures: () => Captures;
  readonly close: () => void;
}

const off: Device = { status: "off" };
const starting: Device = { status: "starting" };
/** Devices falter for less when they are switched. */
const falterMs = 2_000;

export function createDevices(options: DevicesOptions): Devices {
  const { media, onChange, onLost, onRefused, onTaken } = options;
  const { open, openAny, openAlone, openBoth, terms } = createOpening(options);
  const captures: { [K in Kind]: Capture } = {
    microphone: { device: off, choices: [], chosen: undefined },
    camera: { device: off, choices: [], chosen: undefined },
  };
  /** Whether the person is muted, whatever becomes of the microphone. */
  let silent = false;
  /** How many there are of each kind, named or not. */
  const count: { [K in Kind]: number } = { microphone: 0, camera: 0 };
  /** Those that went away, and nothing took the place of. */
  const lost = new Set<Kind>();
  /** Counts what was asked for a kind, so that an answer that comes too late is let go. */
  const asked: { [K in Kind]: number } = { microphone: 0, camera: 0 };
  /** What was asked for a kind while another goes on. */
  const swapping: { [K in Kind]?: number } = {};
  /** Which one was had last, to go back to. */
  const used: { [K in Kind]?: string | undefined } = {};

  function update(kind: Kind, change: Partial<Capture>): void {
    captures[kind] = { ...captures[kind], ...change };
    onChange(kind, captures[kind]);
  }

  /** Whether the answer to what is asked for now is still wanted when it comes. */
  function claim(kind: Kind): () => boolean {
    const mine = ++asked[kind];
    return () => asked[kind] === mine;
  }

  /** Says what is about to be asked for, in place of what there is. */
  function ask(kind: Kind): () => boolean {
    release(captures[kind].device);
    update(kind, { device: starting });
    return claim(kind);
  }

  function accept(kind: Kind, track: MediaStreamTrack): void {
    track.addEventListener("ended", () => {
      if (trackOf(captures[kind].device) === track) void replaceLost(kind);
    });
    track.addEventListener("mute", () => {
      setTimeout(() => {
        if (track.muted && trackOf(captures[kind].device) === track) onTaken(kind);
      }, falterMs);
    });
    lost.delete(kind);
    const muted = kind === "microphone" && silent;
    track.enabled = !muted;
    const before = captures[kind].device;
    used[kind] = track.getSettings().deviceId;
    update(kind, { device: { status: muted ? "muted" : "on", track }, chosen: used[kind] });
    release(before);
  }

  async function capture(kind: Kind): Promise<void> {
    await reopen(kind, captures[kind].chosen, ask(kind));
  }

  async function reopen(kind: Kind, id: string | undefined, wanted: () => boolean): Promise<void> {
    const result = await openAny(kind, id);
    if (wanted()) settle(kind, result);
    else release(result);
  }

  /** Until the chosen one is there, the one in use goes on: nobody is to notice more than that it is another. */
  async function swap(kind: Kind, id: string): Promise<void> {
    const wanted = claim(kind);
    swapping[kind] = asked[kind];
    // Chromium gives a microphone that is open as it is open, whatever it was to be.
    if (id === used[kind]) release(captures[kind].device);
    let result = await open(kind, id);
    if (wanted() && result.status === "failed" && result.failure === "busy") {
      // Phones give one camera at a time.
      release(captures[kind].device);
      result = await open(kind, id);
    }
    if (!wanted()) return release(result);
    if (result.status !== "failed") settle(kind, result);
    else await goBack(kind, wanted);
    if (wanted()) delete swapping[kind];
  }

  /** What was chosen can't be had. */
  async function goBack(kind: Kind, wanted: () => boolean): Promise<void> {
    const track = trackOf(captures[kind].device);
    if (track?.readyState === "live") update(kind, { chosen: used[kind] });
    else await reopen(kind, used[kind], wanted);
    if (!wanted()) return;
    noteLost(kind);
    onRefused(kind, trackOf(captures[kind].device)?.label);
  }

  function settle(kind: Kind, result: Device): void {
    const track = trackOf(result);
    if (track) accept(kind, track);
    else update(kind, { device: result });
  }

  function noteLost(kind: Kind): void {
    if (captures[kind].device.status === "failed") lost.add(kind);
  }

  async function replaceLost(kind: Kind): Promise<void> {
    // Another was chosen, and is about to take its place.
    if (swapping[kind] === asked[kind]) return;
    update(kind, { chosen: undefined });
    await capture(kind);
    noteLost(kind);
    await list();
    onLost(kind, trackOf(captures[kind].device)?.label);
  }

  async function list(): Promise<void> {
    const found = (await media?.enumerateDevices().catch(() => [])) ?? [];
    for (const kind of kinds) {
      count[kind] = countOf(kind, found);
      update(kind, { choices: choicesOf(kind, found) });
    }
  }

  /** What was missing and has been plugged in is taken up, without being asked for again. */
  async function notice(): Promise<void> {
    const before = { ...count };
    await list();
    for (const kind of kinds) {
      const { device } = captures[kind];
      if (count[kind] <= before[kind] || device.status !== "failed" || device.failure !== "absent") continue;
      await capture(kind);
      await list();
    }
  }

  media?.addEventListener("devicechange", notice);

  return {
    start: async (wanted, chosen) => {
      const both = kinds.filter((kind) => wanted[kind]);
      for (const kind of kinds) update(kind, { chosen: chosen[kind] });
      if (both.length === 2) {
        const stillWanted = new Map(both.map((kind) => [kind, ask(kind)]));
        const stream = await openBoth(chosen);
        for (const kind of both) {
          if (typeof stream === "string" && !stillWanted.get(kind)?.()) continue;
          const result =
            typeof stream === "string"
              ? await openAlone(kind, captures[kind].chosen, stream)
              : deviceOf(stream, kind);
          if (stillWanted.get(kind)?.()) settle(kind, result);
          else release(result);
        }
      } else await Promise.all(both.map(capture));
      await list();
    },
    turn: async (kind, on) => {
      const { device } = captures[kind];
      const track = trackOf(device);
      if (kind === "microphone") silent = !on && track !== undefined;
      if (kind === "microphone" && track) {
        track.enabled = on;
        return update(kind, { device: { status: on ? "on" : "muted", track } });
      }
      if (!on) {
        lost.delete(kind);
        asked[kind] += 1;
        release(device);
        return update(kind, { device: off });
      }
      if (track) return;
      await capture(kind);
      await list();
    },
    choose: async (kind, id) => {
      const { status } = captures[kind].device;
      update(kind, { chosen: id });
      if (status === "off") return;
      await (status === "failed" || !used[kind] ? capture(kind) : swap(kind, id));
    },
    adjust: async (kind, more) => {
      terms[kind] = { ...terms[kind], ...more };
      const track = trackOf(captures[kind].device);
      if (!track) return;
      // A browser that can't says so, or nothing at all: whoever minds looks at what the track has become.
      await track.applyConstraints({ ...track.getConstraints(), ...more }).catch(() => {});
      // Who is sent how much of a picture depends on its size.
      if (trackOf(captures[kind].device) === track) update(kind, {});
    },
    revive: async () => {
      for (const kind of kinds) {
        const { device } = captures[kind];
        if (trackOf(device)?.readyState === "ended") await replaceLost(kind);
        else if (device.status === "failed" && lost.has(kind)) {
          await capture(kind);
          await list();
        }
      }
    },
    captures: () => captures,
    close: () => {
      media?.removeEventListener("devicechange", notice);
      for (const kind of kinds) {
        asked[kind] += 1;
        release(captures[kind].device);
        update(kind, { device: off });
      }
    },
  };
}
