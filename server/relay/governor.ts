// Looks after the lines and the cap: who is to send a whole picture, and what pictures may cost.

import type { FrameHead } from "../../protocol/frames.ts";
import type { RelayWord } from "../../protocol/relay.ts";
import { type Allowance, differs } from "./allowance.ts";
import {
  type Budget,
  isRested,
  leaveForPictures,
  mayPass,
  openBudget,
  refill,
  type Strain,
  spend,
  strainOf,
} from "./budget.ts";
import { type Demand, mostKbps, share } from "./shares.ts";
import type { Page, Switchboard } from "./switchboard.ts";

const secondMs = 1_000;

export class Governor {
  #budget: Budget | undefined;
  #strain: Strain = "all";
  #share = mostKbps;
  #soundBytes = 0;
  #dropped = false;
  #planAt: number;
  /** What each page was last told. */
  readonly #told = new WeakMap<Page["tell"], Allowance>();

  constructor(mbps: number | undefined, now: number) {
    this.#budget = mbps === undefined ? undefined : openBudget(mbps, now);
    this.#planAt = now + secondMs;
  }

  mayPass(head: FrameHead, now: number): boolean {
    if (!this.#budget) return true;
    this.#budget = refill(this.#budget, now);
    const may = mayPass(this.#budget, head);
    this.#dropped ||= !may;
    return may;
  }

  spend(head: FrameHead, bytes: number): void {
    if (!this.#budget) return;
    this.#budget = spend(this.#budget, bytes);
    if (head.kind !== "picture") this.#soundBytes += bytes;
  }

  /** Who comes late is told what the others know. */
  greet(tell: Page["tell"]): void {
    if (this.#strain !== "all") tell({ type: "strain", pictures: this.#strain });
  }

  /** To be called several times a second. */
  look(switchboard: Switchboard, now: number): void {
    if (this.#budget) this.#budget = refill(this.#budget, now);
    this.#askKeys(switchboard, now);
    if (now < this.#planAt) return;
    const seconds = (now - this.#planAt + secondMs) / secondMs;
    this.#planAt = now + secondMs;
    this.#plan(switchboard, seconds);
  }

  #askKeys(switchboard: Switchboard, now: number): void {
    const rested = !this.#budget || isRested(this.#budget);
    for (const { id, source, receiver, wanted } of switchboard.places) {
      receiver.pump(now);
      if (!source) continue;
      if (source.isHeld && rested && wanted.picture > 0 && this.#share > 0) source.askKey(now);
      for (const { feed, to } of switchboard.subscriptionsTo(id))
        if (rested && to.receiver.mayAskKey(feed, now)) source.askKey(now);
      source.remind(now);
    }
  }

  #plan(switchboard: Switchboard, seconds: number): void {
    const demands: Demand[] = [];
    for (const { id, source, wanted } of switchboard.places) {
      if (!source) continue;
      let starving = 0;
      for (const { feed } of switchboard.subscriptionsTo(id)) if (feed.takeStarving()) starving += 1;
      const isSent = wanted.picture > 0 && this.#share > 0;
      source.adapt({ receivers: wanted.picture, starving }, seconds, isSent);
      demands.push({ receivers: wanted.picture, kbps: source.demand });
    }
    if (this.#budget) this.#divide(this.#budget, demands, seconds, switchboard);
    this.#soundBytes = 0;
    this.#dropped = false;
    for (const { source, tell } of switchboard.places)
      if (source) this.#limit(tell, Math.min(source.allowance ?? mostKbps, this.#share));
  }

  #divide(budget: Budget, demands: readonly Demand[], seconds: number, { places }: Switchboard): void {
    this.#share = share(leaveForPictures(budget, this.#soundBytes / seconds), demands, this.#share);
    const strain = strainOf(this.#share, this.#dropped);
    if (strain !== this.#strain) for (const { tell } of places) tell({ type: "strain", pictures: strain });
    this.#strain = strain;
  }

  #limit(tell: Page["tell"], kbps: number): void {
    const now = kbps < mostKbps ? kbps : null;
    if (!differs(this.#told.get(tell) ?? null, now)) return;
    this.#told.set(tell, now);
    const word: RelayWord = { type: "limit", kbps: now };
    tell(word);
  }
}
