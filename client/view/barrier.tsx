// In place of the lobby, where the link doesn't lead in: why, before any device is asked for.

import { useLayoutEffect, useRef } from "preact/hooks";

export function Barrier({ reason }: { readonly reason: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <main class="message">
      <h1 ref={heading} tabIndex={-1}>
        This link doesn't lead in
      </h1>
      <p>{reason}</p>
      <button type="button" class="accent" onClick={() => location.reload()}>
        Try again
      </button>
      <a href="/">Open a fresh room</a>
    </main>
  );
}
