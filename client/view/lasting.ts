// What is shown only once it has lasted, so that nothing flashes.

import { useEffect, useState } from "preact/hooks";

/** Whether it has been so for so long; no longer, as soon as it isn't. */
export function useLasting(is: boolean, ms: number): boolean {
  const [lasts, setLasts] = useState(false);
  useEffect(() => {
    setLasts(false);
    if (!is) return;
    const timer = setTimeout(() => setLasts(true), ms);
    return () => clearTimeout(timer);
  }, [is]);
  return is && lasts;
}
