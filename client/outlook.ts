// What this page expects of the way to the others, found out while nobody waits for anything.

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { type ProbeOptions, probe } from "./media/forecast.ts";
import { type Captures, type Forecast, kinds } from "./media/ports.ts";
import type { Meeting } from "./meeting/state.ts";

/** In the lobby, after the devices are there: nobody looks at the line yet, and typing goes on smoothly. */
const lobbyQuietMs = 300;
/** The calls of a class are set up by then. */
const classQuietMs = 5_000;

export interface OutlookOptions extends ProbeOptions {
  /** Those that are lent to this page alone, for where the others don't suffice. */
  readonly findServers: () => Promise<readonly RTCIceServer[]>;
  readonly meeting: ReadonlySignal<Meeting>;
  readonly captures: ReadonlySignal<Captures>;
}

/** Nothing until it is known. */
export function openOutlook(options: OutlookOptions): ReadonlySignal<Forecast | undefined> {
  const { clock, findServers, meeting, captures } = options;
  const forecast = signal<Forecast | undefined>(undefined);
  let stop: (() => void) | undefined;

  function begin(): () => void {
    let over = false;
    let end = probe(options, (found) => {
      if (found === "direct") forecast.value = found;
      else void findServers().then((all) => tryAll(all, found));
    });
    function tryAll(iceServers: readonly RTCIceServer[], found: Forecast): void {
      if (over) return;
      // Without others it would come to the same.
      if (iceServers.length <= options.iceServers.length) forecast.value = found;
      else
        end = probe({ ...options, iceServers }, (found) => {
          forecast.value = found;
        });
    }
    return () => {
      over = true;
      end();
    };
  }

  effect(() => {
    const quietMs = quietIn(meeting.value, captures.value);
    if (quietMs === undefined) {
      stop?.();
      stop = undefined;
    } else if (!stop && !forecast.peek())
      stop = clock.after(quietMs, () => {
        stop = begin();
      });
  });
  return forecast;
}

/** How long to wait before it is found out; nothing where there is something more important to do. */
function quietIn(meeting: Meeting, captures: Captures): number | undefined {
  switch (meeting.phase) {
    case "lobby":
      return kinds.some((kind) => captures[kind].device.status === "starting") ? undefined : lobbyQuietMs;
    case "room":
      // Only a teacher is told, where it wasn't known before.
      return meeting.view.kind === "classroom" ? classQuietMs : undefined;
    case "joining":
    case "barred":
    case "left":
      return undefined;
    default:
      return meeting satisfies never;
  }
}
