// The sheet beside the stage, or over it on a phone: Escape closes it, and the focus goes back.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Glyph } from "./glyph.tsx";

interface SidePanelProps {
  readonly title: string;
  /** The button that opens it, if it was nothing else. */
  readonly opener: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function SidePanel({ title, opener, onClose, children }: SidePanelProps) {
  const element = useRef<HTMLElement>(null);

  // Before the next key is pressed: whoever types on at once types here.
  useLayoutEffect(() => {
    const panel = element.current;
    const before = document.activeElement;
    const inside = panel?.querySelector<HTMLElement>("textarea, select") ?? panel?.querySelector("h2");
    inside?.focus();
    return () => {
      const lost = !document.activeElement || document.activeElement === document.body;
      if (!lost && !panel?.contains(document.activeElement)) return;
      const at = before?.isConnected && before !== document.body ? before : document.getElementById(opener);
      if (at instanceof HTMLElement) at.focus();
    };
  }, []);

  return (
    <aside
      class="panel"
      ref={element}
      tabIndex={-1}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <header>
        <h2 tabIndex={-1}>{title}</h2>
        <button type="button" class="round" aria-label="Close" onClick={onClose}>
          <Glyph name="close" />
        </button>
      </header>
      {children}
    </aside>
  );
}
