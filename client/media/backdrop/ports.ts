// What blurring is to the rest of the page.

/** Why it can't be had: it doesn't work here, or not in time. */
export type Trouble = "unavailable" | "strained";

export interface BackdropOptions {
  /** Over, by itself. Comes once, after it was opened and before it is closed. */
  readonly onTrouble: (trouble: Trouble) => void;
}

/** A camera's picture with all blurred but whoever sits in front. */
export interface Backdrop {
  readonly track: MediaStreamTrack;
  /** Leaves the camera as it was. */
  readonly close: () => void;
}

export type OpenBackdrop = (camera: MediaStreamTrack, options: BackdropOptions) => Promise<Backdrop>;

export type BackdropState = "off" | "loading" | "on" | "failed";
