// What is to stay as it is, whatever happens to the server: the tiles on a screen, and the calls behind them.

import type { Person } from "../person.ts";

export interface Constancy {
  /** Tiles and pictures that were put in or taken out. */
  readonly changes: readonly string[];
  /** Calls that were made, and those of before that are no longer connected. */
  readonly made: number;
  readonly lost: number;
}

export const constant: Constancy = { changes: [], made: 0, lost: 0 };

/** From now on, until it is asked for. */
export async function watchConstancy({ page }: Person): Promise<() => Promise<Constancy>> {
  const handle = await page.evaluateHandle(() => {
    const changes: string[] = [];
    const described = (change: string, nodes: NodeList) => {
      for (const node of nodes) {
        if (!(node instanceof HTMLElement)) continue;
        const found = [node, ...node.querySelectorAll("*")].filter((one) =>
          one.matches("article[data-member], video"),
        );
        changes.push(
          ...found.map((one) => `${change} ${one.tagName} ${one.getAttribute("data-member") ?? ""}`),
        );
      }
    };
    const observer = new MutationObserver((records) => {
      for (const { addedNodes, removedNodes } of records) {
        described("added", addedNodes);
        described("removed", removedNodes);
      }
    });
    observer.observe(document.body, { childList: true, subtree: true });
    const isConnected = ({ connectionState }: RTCPeerConnection) => connectionState === "connected";
    return {
      changes,
      before: window.probe.connections.filter(isConnected),
      made: window.probe.connections.length,
    };
  });
  return () =>
    handle.evaluate(({ changes, before, made }) => ({
      changes,
      made: window.probe.connections.length - made,
      lost: before.filter(({ connectionState }) => connectionState !== "connected").length,
    }));
}
