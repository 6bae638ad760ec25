// Whom one has lost for long enough to be told: a blip is nobody's business.

import type { MemberId, MemberView } from "../../protocol/protocol.ts";
import type { LinkState } from "../media/ports.ts";

/** What is over by then hardly shows in the picture. */
const blipMs = 300;
/** A first call that fails and is dialled anew looks like any that takes its time. */
const firstCallMs = 3_000;

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
  onChange: (broken: ReadonlySet<MemberId>) => void,
) {
  const watches = new Map<MemberId, Watch>();
  const broken = new Set<MemberId>();

  function setAlarm(id: MemberId, watch: Watch, ms: number): void {
    if (watch.alarm && watch.alarm.ms <= ms) return;
    watch.alarm?.cancel();
    const cancel = after(ms, () => {
      broken.add(id);
      onChange(new Set(broken));
    });
    watch.alarm = { ms, cancel };
  }

  function stopAlarm(id: MemberId, watch: Watch): void {
    watch.alarm?.cancel();
    watch.alarm = undefined;
    if (broken.delete(id)) onChange(new Set(broken));
  }

  return (
    members: readonly Pick<MemberView, "id" | "away">[],
    links: ReadonlyMap<MemberId, LinkState>,
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
      const link = links.get(id);
      if (link === "direct" || link === "intercepted") watch.failed = false;
      if (link === "direct") watch.met = true;
      if (link === "lost" || link === "mending") watch.failed = true;
      if (away || watch.failed) setAlarm(id, watch, away || watch.met ? blipMs : firstCallMs);
      else stopAlarm(id, watch);
    }
  };
}
