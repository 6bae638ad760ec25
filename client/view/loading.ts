// Brings in the annex in the first quiet moment of the call: before it nobody waits for it, and when something is
// pressed the server may be away.

import { useEffect, useState } from "preact/hooks";
import type { Annex } from "./annex.ts";

/** Where the build has put the annex's style. */
declare const __ANNEX_STYLE__: string;

/** A call is set up by then. */
const quietMs = 1_000;
/** It may be gone in that very moment. */
const againMs = 2_000;

/** Once loaded it stays, whatever becomes of the room. */
let loaded: Annex | undefined;

/**
 * Nothing until it is there. `wanted`: something of it was asked for. `reached`: the server can be, without which
 * nothing is tried, since Firefox never asks again for a script that didn't come.
 */
export function useAnnex(wanted: boolean, reached: boolean): Annex | undefined {
  const [annex, setAnnex] = useState(loaded);

  useEffect(() => {
    if (annex || !reached) return;
    let timer = setTimeout(load, wanted ? 0 : quietMs);
    function load(): void {
      Promise.all([import("./annex.ts"), loadStyle()]).then(
        ([module]) => {
          loaded = module.annex;
          setAnnex(loaded);
        },
        () => {
          timer = setTimeout(load, againMs);
        },
      );
    }
    return () => clearTimeout(timer);
  }, [annex, wanted, reached]);
  return annex;
}

function loadStyle(): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = __ANNEX_STYLE__;
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error("The style didn't come."));
    };
    document.head.append(link);
  });
}
