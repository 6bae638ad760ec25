// A camera's frames on their way to the painter, and back as a track: as streams where the browser has them, or
// else by way of elements.

import type { Order } from "./messages.ts";

declare global {
  interface Window {
    /** Chromium takes a track's frames as a stream. */
    readonly MediaStreamTrackGenerator?: new (init: {
      readonly kind: "video";
    }) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };
  }
}

export interface Passage {
  readonly track: MediaStreamTrack;
  /** What the painter has painted. */
  readonly show: (frame: ImageBitmap) => void;
  readonly close: () => void;
}

type Post = (order: Order, transfer: Transferable[]) => void;

/** Where nothing is painted, as in a page that is hidden, an element's frames aren't told of. */
const hiddenEveryMs = 1_000;

export function passFrames(camera: MediaStreamTrack, post: Post): Passage {
  const Processor = window.MediaStreamTrackProcessor;
  const Generator = window.MediaStreamTrackGenerator;
  if (!Processor || !Generator) return passByElements(camera, post);
  const { readable: frames } = new Processor({ track: camera });
  const track = new Generator({ kind: "video" });
  const { writable: painted } = track;
  post({ type: "film", frames, painted }, [frames, painted]);
  return { track, show: (frame) => frame.close(), close: () => track.stop() };
}

function passByElements(camera: MediaStreamTrack, post: Post): Passage {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { alpha: false });
  const video = document.createElement("video");
  video.muted = video.playsInline = true;
  video.srcObject = new MediaStream([camera]);
  let over = false;
  let handle = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A track that is made before there is anything to see has no size.
  const { width = 640, height = 480 } = camera.getSettings();
  [canvas.width, canvas.height] = [width, height];
  const [track] = canvas.captureStream().getVideoTracks();
  if (!track || !pen) throw new Error("What is painted can't be sent");

  async function shoot(): Promise<void> {
    clearTimeout(timer);
    video.cancelVideoFrameCallback(handle);
    // Without a size there is no frame yet.
    const frame = video.videoWidth > 0 ? await createImageBitmap(video).catch(() => undefined) : undefined;
    if (over) return frame?.close();
    if (frame) post({ type: "shot", frame }, [frame]);
    else watch();
  }

  /** Until the next frame, of which the painter is given one at a time. */
  function watch(): void {
    handle = video.requestVideoFrameCallback(() => void shoot());
    timer = setTimeout(() => void shoot(), hiddenEveryMs);
  }

  void video.play().catch(() => {});
  watch();
  return {
    track,
    show: (frame) => {
      if (canvas.width !== frame.width) canvas.width = frame.width;
      if (canvas.height !== frame.height) canvas.height = frame.height;
      pen.drawImage(frame, 0, 0);
      frame.close();
      if (!over) watch();
    },
    close: () => {
      over = true;
      clearTimeout(timer);
      video.cancelVideoFrameCallback(handle);
      video.srcObject = null;
      track.stop();
    },
  };
}
