// After the room: why it is over for one, and a way back in if there is one.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { LeaveReason } from "../meeting/state.ts";

interface Words {
  readonly title: string;
  readonly sentence: string;
  /** Whether one may come back. */
  readonly back: boolean;
}

const words: { readonly [R in LeaveReason]: Words } = {
  left: { title: "You left the meeting", sentence: "Your camera and microphone are off.", back: true },
  moved: {
    title: "You are in another tab now",
    sentence: "This one has left the meeting. Its camera and microphone are off.",
    back: true,
  },
  removed: {
    title: "You were removed",
    sentence: "A host has removed you from this room. You can't come back into it.",
    back: false,
  },
  ended: {
    title: "The meeting is over",
    sentence: "The host has ended it for everybody. Your camera and microphone are off.",
    back: false,
  },
};

export function Farewell({ reason }: { readonly reason: LeaveReason }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const { title, sentence, back } = words[reason];
  return (
    <main class="farewell">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p>{sentence}</p>
      {back ? (
        // A fresh page, which is somebody new to the others.
        <button type="button" class="accent" onClick={() => location.reload()}>
          Go back in
        </button>
      ) : (
        <a href="/">Open a fresh room</a>
      )}
    </main>
  );
}
