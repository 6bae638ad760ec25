// How much of one's picture another member is sent: no more than they show, and the less the more
// there are to send it to. Pure.

/** So high at most, so many times a second, and so much. */
export interface Rung {
  readonly height: number;
  readonly framesPerSecond: number;
  readonly kbps: number;
}

/** A face in a tile of a full wall; one of a few; a speaker; whatever the camera gives. */
const small: Rung = { height: 120, framesPerSecond: 7, kbps: 60 };
const middling: Rung = { height: 240, framesPerSecond: 12, kbps: 180 };
const large: Rung = { height: 360, framesPerSecond: 15, kbps: 450 };
const full: Rung = { height: Number.POSITIVE_INFINITY, framesPerSecond: 30, kbps: 1_500 };
const rungs: readonly Rung[] = [small, middling, large, full];

/** From so many receivers on, each costs too much of a laptop to be sent more. */
const caps: readonly (readonly [receivers: number, cap: Rung])[] = [
  [16, middling],
  [8, large],
];

/** What to send to somebody who shows it so many pixels high, if that is known. */
export function chooseRung(height: number | undefined, receivers: number): Rung {
  const wanted = height === undefined ? full : (rungs.find((rung) => rung.height >= height) ?? full);
  const cap = caps.find(([many]) => receivers >= many)?.[1] ?? full;
  return wanted.height <= cap.height ? wanted : cap;
}

/** How much the picture of a camera is to be made smaller. */
export function scaleFor({ height }: Rung, cameraHeight: number | undefined): number {
  return cameraHeight === undefined ? 1 : Math.max(1, cameraHeight / height);
}

/** For each receiver, by how high they show it. */
export function chooseRungs(heights: ReadonlyMap<string, number | undefined>): ReadonlyMap<string, Rung> {
  return new Map([...heights].map(([id, height]) => [id, chooseRung(height, heights.size)]));
}
