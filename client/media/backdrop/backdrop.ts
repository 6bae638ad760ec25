// Blurs what is behind a person: by the system, or else by a painter beside the page. Loaded once it is asked for.

import { findPainter } from "./built.ts";
import { passFrames } from "./frames.ts";
import type { Notice, Order } from "./messages.ts";
import { openPlatformBackdrop } from "./platform.ts";
import type { Backdrop, BackdropOptions, Trouble } from "./ports.ts";

export async function openBackdrop(camera: MediaStreamTrack, options: BackdropOptions): Promise<Backdrop> {
  return (await openPlatformBackdrop(camera, options)) ?? openPaintedBackdrop(camera, options);
}

function openPaintedBackdrop(camera: MediaStreamTrack, { onTrouble }: BackdropOptions): Promise<Backdrop> {
  return new Promise((resolve, reject) => {
    const painter = new Worker(findPainter(), { type: "module" });
    const post = (order: Order, transfer: Transferable[] = []) => painter.postMessage(order, transfer);
    let passage: ReturnType<typeof passFrames> | undefined;

    function close(): void {
      painter.onmessage = painter.onerror = null;
      post({ type: "end" });
      passage?.close();
    }

    function fail(trouble: Trouble): void {
      close();
      if (passage) onTrouble(trouble);
      else reject(new Error(`Nothing can be blurred: ${trouble}`));
    }

    function begin(): void {
      try {
        passage = passFrames(camera, post);
        resolve({ track: passage.track, close });
      } catch {
        // The camera may have ended meanwhile.
        fail("unavailable");
      }
    }

    function hear(notice: Notice): void {
      switch (notice.type) {
        case "ready":
          return begin();
        case "painted":
          return passage?.show(notice.frame);
        case "strained":
          return fail("strained");
        case "failed":
          return fail("unavailable");
        default:
          return notice satisfies never;
      }
    }

    painter.onmessage = ({ data }: MessageEvent<Notice>) => hear(data);
    painter.onerror = () => fail("unavailable");
  });
}
