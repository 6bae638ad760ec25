// One member's frames on their way to one other: what of their picture can be shown there.

import type { FrameHead } from "../../protocol/frames.ts";
import type { MemberId } from "../../protocol/protocol.ts";

/** So soon a whole picture is asked for again; twice as late each time that it was of no use. */
const firstPauseMs = 500;
const longestPauseMs = 32_000;
/** Whoever's line has recovered looks at a picture that stands for no longer, */
const enoughPauseMs = 8_000;
/** unless it was seen to hold up the rest: that it may do for no more than such a share of the time. */
const pausePerMs = 24;
/** Whole pictures become smaller as well, which only a newer one shows. */
const unseenMs = 20_000;
/** Whoever says something is heard 50 times a second; who is muted, twice. */
const speakingMs = 100;
/** What has gone well for so long begins anew. */
const wellAfterMs = 5_000;

/** How the next whole picture would fare on the line, if it were like the last. */
export interface Outlook {
  readonly fits: boolean;
  /** For so long it would hold up what matters more. */
  readonly holdsUpMs: number;
}

export class Feed {
  readonly from: MemberId;
  picture = false;
  /** With what they are to greet, once they publish. */
  challenge: string | undefined;
  /** Waits for its first whole picture; shows what comes; lacks one that others depend on. */
  #state: "new" | "flowing" | "starved" = "new";
  #flowingSince = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #pauseMs = firstPauseMs;
  #losses = 0;
  #soundAt = Number.NEGATIVE_INFINITY;
  /** Of the last whole picture, whether it could be sent or not. */
  #keyBytes = 0;

  constructor(from: MemberId) {
    this.from = from;
  }

  get keyBytes(): number {
    return this.#keyBytes;
  }

  /** Whether that sound is of somebody who isn't muted. */
  speaks(now: number): boolean {
    const speaks = now - this.#soundAt < speakingMs;
    this.#soundAt = now;
    return speaks;
  }

  /** Whether that picture can be shown, by what was sent before. */
  accepts({ key }: FrameHead, bytes: number): boolean {
    if (key) this.#keyBytes = bytes;
    if (key || this.#state === "flowing") return true;
    if (this.#state === "starved") this.#losses += 1;
    return false;
  }

  /** Wants no picture, or wants one again: what went before is of no use. */
  begin(picture: boolean): void {
    if (picture && !this.picture) this.restart();
    this.picture = picture;
  }

  /** What comes is of another stream from now on. */
  restart(): void {
    this.#state = "new";
    this.#askedAt = Number.NEGATIVE_INFINITY;
    this.#keyBytes = 0;
  }

  /** A whole picture is on its way. */
  flow(now: number): void {
    if (this.#state === "flowing") return;
    this.#state = "flowing";
    this.#flowingSince = now;
  }

  /** A picture was dropped that others depend on. */
  starve(now: number): void {
    this.#losses += 1;
    if (this.#state === "starved") return;
    const well = this.#state === "flowing" && now - this.#flowingSince > wellAfterMs;
    this.#pauseMs = well ? firstPauseMs : Math.min(longestPauseMs, this.#pauseMs * 2);
    this.#askedAt = now;
    this.#state = "starved";
  }

  /** Whether a whole picture is to be asked for now, supposing that nothing else is on its way. */
  mayAsk(now: number, { fits, holdsUpMs }: Outlook): boolean {
    if (!this.picture || this.#state === "flowing") return false;
    const waited = now - this.#askedAt;
    const pauseMs = Math.min(this.#pauseMs, Math.max(enoughPauseMs, holdsUpMs * pausePerMs));
    if (waited < pauseMs || (!fits && waited < unseenMs)) return false;
    this.#askedAt = now;
    return true;
  }

  /** Whether its line has cost it anything since this was last asked. */
  takeStarving(): boolean {
    const starving = this.#losses > 0;
    this.#losses = 0;
    return starving;
  }
}
