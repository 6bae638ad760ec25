// Every pair's way round: keeps what is known of each member together, and tells what follows from it.

import { type Detour, makeProgress, nextLook, noDetour, reconsider, routeOf } from "./detour.ts";
import type { Clock, LinkState, RelayState, Route } from "./ports.ts";

/** Where somebody's sound and picture are taken from. */
export type Source = "call" | "relay";

export interface DetoursOptions {
  readonly self: string;
  readonly clock: Clock;
  /** Whose sound and picture are to come by the relay. */
  readonly onWanted: (ids: ReadonlySet<string>) => void;
  readonly onSource: (id: string, source: Source) => void;
  readonly onRoute: (id: string, route: Route | undefined) => void;
}

export interface Detours {
  /** `away` are those of them who are out of the server's reach. */
  readonly setRoster: (roster: readonly string[], away: ReadonlySet<string>) => void;
  readonly setReached: (reached: boolean) => void;
  readonly setLink: (id: string, link: LinkState | undefined) => void;
  /** A step of their call's handshake is done. */
  readonly noteProgress: (id: string) => void;
  readonly setRelay: (id: string, relay: RelayState | undefined) => void;
  /** Whether what their call brings, while the relay is the source, was said just now. */
  readonly setFresh: (id: string, fresh: boolean) => void;
  readonly close: () => void;
}

interface Path {
  detour: Detour;
  link: LinkState | undefined;
  relay: RelayState | undefined;
  source: Source;
  fresh: boolean;
  route: Route | undefined;
}

export function createDetours(options: DetoursOptions): Detours {
  const { self, clock, onWanted, onSource, onRoute } = options;
  const paths = new Map<string, Path>();
  let away: ReadonlySet<string> = new Set();
  let reached = true;
  let wanted: ReadonlySet<string> = new Set();
  let cancel = () => {};

  function review(): void {
    const now = clock.now();
    for (const [id, path] of paths) {
      const { link, fresh } = path;
      path.detour = reconsider(path.detour, { link, fresh, held: !reached || away.has(id) }, now);
      show(id, path, now);
    }
    tellWanted();
    cancel();
    const looks = [...paths.values()].flatMap(({ detour }) => nextLook(detour) ?? []);
    const soonest = Math.min(...looks.filter((at) => at > now));
    if (Number.isFinite(soonest)) cancel = clock.after(soonest - now, review);
  }

  function show(id: string, path: Path, now: number): void {
    const source = path.detour.state !== "none" && hasRelay(path) ? "relay" : "call";
    if (source !== path.source) {
      path.source = source;
      path.fresh = true;
      onSource(id, source);
    }
    const route = routeOf(path.detour, path.link, path.relay, now);
    if (route === path.route) return;
    path.route = route;
    onRoute(id, route);
  }

  function tellWanted(): void {
    const now = new Set([...paths].flatMap(([id, { detour }]) => (detour.state === "none" ? [] : id)));
    if (now.size === wanted.size && [...now].every((id) => wanted.has(id))) return;
    wanted = now;
    onWanted(now);
  }

  /** Whoever is met here before the roster tells of them is of no interest yet. */
  function change(id: string, make: (path: Path) => void): void {
    const path = paths.get(id);
    if (!path) return;
    make(path);
    review();
  }

  return {
    setRoster: (roster, gone) => {
      const here = new Set(roster.includes(self) ? roster.filter((id) => id !== self) : []);
      away = gone;
      for (const id of [...paths.keys()]) {
        if (here.has(id)) continue;
        paths.delete(id);
        onSource(id, "call");
        onRoute(id, undefined);
      }
      for (const id of here)
        if (!paths.has(id))
          paths.set(id, {
            ...{ detour: noDetour, link: undefined, relay: undefined },
            ...{ source: "call", fresh: true, route: undefined },
          });
      review();
    },
    setReached: (now) => {
      reached = now;
      review();
    },
    setLink: (id, link) =>
      change(id, (path) => {
        path.link = link;
      }),
    noteProgress: (id) =>
      change(id, (path) => {
        path.detour = makeProgress(path.detour, clock.now());
      }),
    setRelay: (id, relay) =>
      change(id, (path) => {
        path.relay = relay;
      }),
    setFresh: (id, fresh) =>
      change(id, (path) => {
        path.fresh = fresh;
      }),
    close: () => {
      cancel();
      paths.clear();
      tellWanted();
    },
  };
}

/** What has stopped for a moment stays on the screen, as there is nothing better. */
function hasRelay({ relay, source }: Path): boolean {
  return relay === "live" || (relay === "silent" && source === "relay");
}
