// A video element that plays a stream as well as the browser lets it.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

/** In place of the frames of a call that never came about, Chromium shows a black one, two pixels wide. */
const blankWidth = 2;

interface PictureProps {
  readonly stream: MediaStream | undefined;
  /** Whether there is, or is about to be, something to see in it. */
  readonly shown: boolean;
  readonly muted: boolean;
  readonly onSoundRefused?: (() => void) | undefined;
}

export function Picture({ stream, shown, muted, onSoundRefused }: PictureProps) {
  const element = useRef<HTMLVideoElement>(null);
  const [hasFrame, setHasFrame] = useState(false);
  const [blank, setBlank] = useState(false);

  const played = useMemo(() => new MediaStream(), []);

  function play(video: HTMLVideoElement): void {
    video.play().catch((error: unknown) => {
      // Any other fault is a play that a newer one has overtaken.
      if (error instanceof DOMException && error.name === "NotAllowedError") onSoundRefused?.();
    });
  }

  // At once: an effect that waits until all is painted would cost the picture a frame or two.
  useLayoutEffect(() => {
    const video = element.current;
    if (!video) return;
    // Chromium plays no sound before the first frame of a picture that may never come.
    const wanted = (stream?.getTracks() ?? []).filter(({ kind }) => shown || kind === "audio");
    for (const track of played.getTracks()) if (!wanted.includes(track)) played.removeTrack(track);
    for (const track of wanted) played.addTrack(track);
    // A page counts as loading for as long as an element of it waits for its first frame.
    if (video.srcObject !== played && wanted.length > 0) video.srcObject = played;
    // The attribute is read only when an element is parsed.
    video.muted = muted;
    if (wanted.length > 0) play(video);
  }, [stream, stream?.getTracks().length, muted, shown]);

  // Until a frame has come there is nothing to show; where they come by another way from now on, the last one.
  useEffect(() => {
    const video = element.current;
    if (video && shown && stream) return onNextFrame(video, () => setHasFrame(true));
    setHasFrame(false);
    return undefined;
  }, [stream, shown]);

  const onResize = ({ currentTarget }: { readonly currentTarget: HTMLVideoElement }) =>
    setBlank(currentTarget.videoWidth <= blankWidth);

  // Browsers stop what plays in a page that they put to sleep, and leave it so when it wakes.
  const onPause = ({ currentTarget }: { readonly currentTarget: HTMLVideoElement }) => play(currentTarget);

  return (
    // biome-ignore lint/a11y/useMediaCaption: what is said here was not written down by anybody.
    <video
      ref={element}
      playsInline
      autoPlay
      onPause={onPause}
      onResize={onResize}
      data-shown={shown && hasFrame && !blank}
    />
  );
}

function onNextFrame(video: HTMLVideoElement, action: () => void): () => void {
  // Firefox learnt it in 2024.
  if (typeof video.requestVideoFrameCallback === "function") {
    const handle = video.requestVideoFrameCallback(action);
    return () => video.cancelVideoFrameCallback(handle);
  }
  video.addEventListener("timeupdate", action, { once: true });
  return () => video.removeEventListener("timeupdate", action);
}
