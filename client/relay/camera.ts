// Our camera's pictures on their way to the worker.

import type { Clock } from "../media/ports.ts";
import type { Order } from "./messages.ts";

declare global {
  interface Window {
    /** Chromium hands out a track's frames and sound as they are. */
    readonly MediaStreamTrackProcessor?: new (init: {
      readonly track: MediaStreamTrack;
    }) => {
      readonly readable: ReadableStream;
    };
  }
}

export type Post = (order: Order, transfer: Transferable[]) => void;

/** Where nothing is painted, as in a page that is hidden, an element's frames aren't told of. */
const hiddenEveryMs = 1_000;

/** Until the function that it returns is called. */
export function filmCamera(track: MediaStreamTrack, clock: Clock, post: Post): () => void {
  const Processor = window.MediaStreamTrackProcessor;
  if (!Processor) return watchElement(track, clock, post);
  const { readable } = new Processor({ track });
  post({ type: "film", frames: readable }, [readable]);
  // The stream is the worker's now, and so is its end.
  return () => post({ type: "film", frames: undefined }, []);
}

function watchElement(track: MediaStreamTrack, clock: Clock, post: Post): () => void {
  const video = document.createElement("video");
  video.muted = video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  let over = false;
  let handle = 0;
  let cancel = () => {};

  function shoot(): void {
    if (over) return;
    // Without a size there is no frame yet.
    if (video.videoWidth > 0 && track.readyState === "live") {
      const frame = new VideoFrame(video, { timestamp: Math.round(performance.now() * 1_000) });
      post({ type: "shot", frame }, [frame]);
    }
    watch();
  }

  function watch(): void {
    cancel();
    video.cancelVideoFrameCallback(handle);
    handle = video.requestVideoFrameCallback(shoot);
    cancel = clock.after(hiddenEveryMs, shoot);
  }

  // One that is asked for before the first frame is there comes with it.
  void video.play().catch(() => {});
  watch();
  return () => {
    over = true;
    cancel();
    video.cancelVideoFrameCallback(handle);
    video.srcObject = null;
  };
}
