// After the room: that one has left, and a way back in.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { LeaveReason } from "../meeting/state.ts";

const words: { readonly [R in LeaveReason]: { readonly title: string; readonly sentence: string } } = {
  left: { title: "You left the meeting", sentence: "Your camera and microphone are off." },
  moved: {
    title: "You are in another tab now",
    sentence: "This one has left the meeting. Its camera and microphone are off.",
  },
};

export function Farewell({ reason }: { readonly reason: LeaveReason }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const { title, sentence } = words[reason];
  return (
    <main class="farewell">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p>{sentence}</p>
      {/* A fresh page, which is somebody new to the others. */}
      <button type="button" class="accent" onClick={() => location.reload()}>
        Go back in
      </button>
    </main>
  );
}
