// The page's entry: from its boot data to what is on the screen.

import { render } from "preact";
import { parseBoot } from "../protocol/parse.ts";
import type { Boot } from "../protocol/protocol.ts";
import { compose } from "./composition.ts";
import { takeReturn } from "./meeting/memory.ts";
import { App } from "./view/app.tsx";
import { Barrier } from "./view/barrier.tsx";

const boot = parseBoot(document.getElementById("boot")?.textContent ?? "");
const page = document.getElementById("page");
if (boot.ok && page) void start(boot.value, page);

async function start(boot: Boot, page: HTMLElement): Promise<void> {
  const composition = await compose(boot, takeReturn());
  document.title = `${boot.room} · Parley`;
  // Whoever pastes the whole link over a part of it means it.
  addEventListener("hashchange", () => location.reload());
  // A page that was kept aside while we were gone is of no use any more.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) location.reload();
  });
  render(
    composition.barrier === undefined ? (
      <App model={composition.model} />
    ) : (
      <Barrier reason={composition.barrier} />
    ),
    page,
  );
}
