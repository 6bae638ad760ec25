// Keeps the keyboard's place when what has the focus goes away.

import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** As that element goes away with the focus in it, the stage or panel around it has it. */
export function useHandover(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { current } = element;
    return () => {
      if (current?.contains(document.activeElement))
        current.parentElement?.closest<HTMLElement>("[tabindex]")?.focus();
    };
  }, []);
}
