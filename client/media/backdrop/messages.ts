// What the page and the painter beside it say to each other.

export type Order =
  /** To be painted as they come. */
  | {
      readonly type: "film";
      readonly frames: ReadableStream<VideoFrame>;
      readonly painted: WritableStream<VideoFrame>;
    }
  /** One frame, where frames don't come as a stream; the next comes when it is painted. */
  | { readonly type: "shot"; readonly frame: ImageBitmap }
  | { readonly type: "end" };

export type Notice =
  | { readonly type: "ready" }
  | { readonly type: "painted"; readonly frame: ImageBitmap }
  | { readonly type: "strained" }
  | { readonly type: "failed" };
