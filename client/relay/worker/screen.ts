// Where a member's pictures go: into their track, or to the page, which draws them.

export interface Screen {
  /** Takes it over. */
  readonly show: (frame: VideoFrame) => void;
  readonly close: () => void;
}

export function openTrackScreen(track: WritableStream<VideoFrame>): Screen {
  const writer = track.getWriter();
  // It is over when the page stops it.
  writer.closed.catch(() => {});
  return {
    show: (frame) => {
      // What the page can't show in time it had better not show.
      if ((writer.desiredSize ?? 0) <= 0) return frame.close();
      writer
        .write(frame)
        .catch(() => {})
        .finally(() => frame.close());
    },
    close: () => void writer.close().catch(() => {}),
  };
}

export function openPageScreen(post: (frame: VideoFrame) => void): Screen {
  return { show: post, close: () => {} };
}
