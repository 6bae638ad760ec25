// A button, and a few more that it brings up: Escape or a press elsewhere puts them away again.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { useHandover } from "./handover.ts";

interface PopoverProps {
  readonly class: string;
  /** What the buttons are for. */
  readonly title: string;
  /** What the opener is called, where its face doesn't say it. */
  readonly name?: string;
  readonly face: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Pixels between the buttons, their opener and the window's edge. */
const margin = 8;

export function Popover({ class: look, title, name, face, children }: PopoverProps) {
  const whole = useRef<HTMLSpanElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const group = useRef<HTMLFieldSetElement>(null);
  const [asked, setOpen] = useState(false);
  const open = asked && !!children;
  useHandover(whole);

  useLayoutEffect(() => {
    if (!open) return;
    const place = () => opener.current && group.current && placeBy(opener.current, group.current);
    const closeFor = ({ target }: Event) => {
      if (!(target instanceof Node && whole.current?.contains(target))) setOpen(false);
    };
    place();
    group.current?.querySelector("button")?.focus();
    addEventListener("resize", place);
    addEventListener("scroll", place, true);
    addEventListener("click", closeFor, true);
    addEventListener("focusin", closeFor);
    return () => {
      removeEventListener("resize", place);
      removeEventListener("scroll", place, true);
      removeEventListener("click", closeFor, true);
      removeEventListener("focusin", closeFor);
    };
  }, [open]);

  function close(): void {
    opener.current?.focus();
    setOpen(false);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens for the keys of the buttons in it.
    <span
      class="popover"
      ref={whole}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        // It is not the panel around it that is to close.
        event.stopPropagation();
        close();
      }}
    >
      <button
        type="button"
        class={look}
        ref={opener}
        aria-label={name}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {face}
      </button>
      {open && (
        // biome-ignore lint/a11y/useKeyWithClickEvents: a key that presses a button clicks as well.
        <fieldset ref={group} aria-label={title} onClick={close}>
          {children}
        </fieldset>
      )}
    </span>
  );
}

/** Below the opener if there is room, above it otherwise, and always inside the window. */
function placeBy(opener: HTMLElement, group: HTMLElement): void {
  const { right, top, bottom } = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = group;
  const below = bottom + margin + height <= innerHeight;
  const y = below ? bottom : top - height;
  group.style.left = `${Math.max(margin, Math.min(right - width, innerWidth - width - margin))}px`;
  group.style.top = `${Math.max(margin, Math.min(y, innerHeight - height - margin))}px`;
}
