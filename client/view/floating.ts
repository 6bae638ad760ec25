// Whoever speaks, in a small window above those of all programs.

import { effect, signal } from "@preact/signals";
import type { MemberId } from "../../protocol/protocol.ts";
import type { InRoom, Meeting } from "../meeting/state.ts";
import type { Model } from "./model.ts";

export interface Floating {
  readonly id: MemberId | undefined;
  /** Of the window, in the page's pixels. */
  readonly height: number;
}

/** Nothing where there is no such window. */
export const floating = signal<Floating | undefined>(undefined);

/** Pressed twice, it is one window all the same. */
let opening = false;

/** A press counts for no longer than that. */
const patienceMs = 4_000;

export function canFloat(): boolean {
  return document.pictureInPictureEnabled === true;
}

/** To be called as something is pressed: browsers open no window otherwise. */
export async function openFloating({ meeting, streams, speaker }: Model): Promise<void> {
  if (opening) return;
  opening = true;
  const video = document.createElement("video");
  const played = new MediaStream();
  let whose: MemberId | undefined;
  let height = 0;
  Object.assign(video, { muted: true, playsInline: true, autoplay: true, srcObject: played });

  const note = () => {
    floating.value = { id: whose, height };
  };
  const play = () => void video.play().catch(() => {});
  const stop = effect(() => {
    const { value: now } = meeting;
    if (now.phase !== "room") return closeFloating();
    whose = chooseShown(now, streams.value, speaker.value, whose);
    const track = whose === undefined ? undefined : streams.value.get(whose)?.getVideoTracks()[0];
    if (!track || played.getTracks().includes(track)) return;
    for (const other of played.getTracks()) played.removeTrack(other);
    played.addTrack(track);
    play();
    if (floating.peek()) note();
  });
  // As in the tiles: browsers stop what plays in a page that they put to sleep.
  video.addEventListener("pause", play);
  video.addEventListener("leavepictureinpicture", end);

  function end(): void {
    video.removeEventListener("pause", play);
    stop();
    video.srcObject = null;
    floating.value = undefined;
  }

  try {
    await new Promise((resolve) => {
      video.addEventListener("loadedmetadata", resolve, { once: true });
      setTimeout(resolve, patienceMs);
    });
    const window = await video.requestPictureInPicture();
    window.addEventListener("resize", () => {
      height = window.height;
      note();
    });
    height = window.height;
    note();
    opening = false;
  } catch {
    opening = false;
    // The browser has reasons of its own, and everything else is as it was.
    end();
  }
}

export function closeFloating(): void {
  if (document.pictureInPictureElement) void document.exitPictureInPicture();
}

/** Whoever speaks and can be seen, or else whoever is shown already, or the first one there is. */
export function chooseShown(
  meeting: Meeting & InRoom,
  streams: ReadonlyMap<MemberId, unknown>,
  speaker: MemberId | undefined,
  before: MemberId | undefined,
): MemberId | undefined {
  const seen = meeting.view.members
    .filter(({ id, camera }) => camera && id !== meeting.self && streams.has(id))
    .map(({ id }) => id);
  return [speaker, before].find((id) => id !== undefined && seen.includes(id)) ?? seen[0];
}
