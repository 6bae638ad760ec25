// One member's frames on their way to one other: what of their picture can be shown there.

import type { FrameHead } from "../../protocol/frames.ts";
import type { MemberId } from "../../protocol/protocol.ts";

/** So soon a whole picture is asked for again; twice as late each time that it was of no use. */
const firstPauseMs = 500;
const longestPauseMs = 32_000;
/** What has gone well for so long begins anew. */
const wellAfterMs = 5_000;

export class Feed {
  readonly from: MemberId;
  picture = false;
  /** With what they are to greet, once they publish. */
  challenge: string | undefined;
  /** Waits for its first whole picture; shows what comes; lacks one that others depend on. */
  #state: "new" | "flowing" | "starved" = "new";
  #flowingSince = 0;
  #askAt = 0;
  #pauseMs = firstPauseMs;
  #losses = 0;

  constructor(from: MemberId) {
    this.from = from;
  }

  /** Whether that picture can be shown, by what was sent before. */
  accepts({ key }: FrameHead): boolean {
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
    this.#askAt = 0;
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
    this.#askAt = now + this.#pauseMs;
    this.#state = "starved";
  }

  /** Whether a whole picture is to be asked for now, supposing that there is room for it. */
  mayAsk(now: number): boolean {
    if (!this.picture || this.#state === "flowing" || now < this.#askAt) return false;
    this.#askAt = now + this.#pauseMs;
    return true;
  }

  /** Whether its line has cost it anything since this was last asked. */
  takeStarving(): boolean {
    const starving = this.#losses > 0;
    this.#losses = 0;
    return starving;
  }
}
