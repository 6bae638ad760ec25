// Whom one has lost for long enough to be told: a blip is nobody's business.

import type { MemberId, MemberView } from "../../protocol/protocol.ts";
import type { Route } from "../media/ports.ts";

/** What is over by then hardly shows in the picture. */
const blipMs = 300;
/** A first call that fails and is dialled anew looks like any that takes its time. */
const firstCallMs = 3_000;

/** Somebody who was here and is missed, or with whom nothing has come about yet. */
export type Break = "missed" | "unmet";

/** One member's link, as far as it went. */
interface Watch {
  met: boolean;
  /** A call has failed, and none stood since. */
  failed: boolean;
  /** Until they count as lost; stays for as long as something is amiss. */
  alarm: { readonly ms: number; readonly cancel: () => void } | undefined;
}

/** What it returns is to be told who is there, at each change; `onChange` is told who is out of reach. */
export function watchBreaks(
  after: (ms: number, action: () => void) => () => void,
  onChange: (broken: ReadonlyMap<MemberId, Break>) => void,
) {
  const watches = new Map<MemberId, Watch>();
  const broken = new Map<MemberId, Break>();

  function tell(id: MemberId, how: Break): void {
    if (broken.get(id) === how) return;
    broken.set(id, how);
    onChange(new Map(broken));
  }

  function setAlarm(id: MemberId, watch: Watch, how: Break): void {
    if (broken.has(id)) return tell(id, how);
    const ms = how === "missed" ? blipMs : firstCallMs;
    if (watch.alarm && watch.alarm.ms <= ms) return;
    watch.alarm?.cancel();
    watch.alarm = { ms, cancel: after(ms, () => tell(id, how)) };
  }

  function stopAlarm(id: MemberId, watch: Watch): void {
    watch.alarm?.cancel();
    watch.alarm = undefined;
    if (broken.delete(id)) onChange(new Map(broken));
  }

  return (
    members: readonly Pick<MemberView, "id" | "away">[],
    routes: ReadonlyMap<MemberId, Route>,
  ): void => {
    const present = new Set(members.map(({ id }) => id));
    for (const [id, watch] of watches) {
      if (present.has(id)) continue;
      stopAlarm(id, watch);
      watches.delete(id);
    }
    for (const { id, away = false } of members) {
      const watch = watches.get(id) ?? { met: false, failed: false, alarm: undefined };
      watches.set(id, watch);
      const route = routes.get(id);
      const stands = route === "direct" || route === "relayed";
      if (stands || route === "intercepted") watch.failed = false;
      if (stands) watch.met = true;
      if (route === "lost" || route === "mending") watch.failed = true;
      if (away || watch.failed) setAlarm(id, watch, away || watch.met ? "missed" : "unmet");
      else stopAlarm(id, watch);
    }
  };
}
