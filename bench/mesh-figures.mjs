// What two looks at every page of a mesh say of the time in between. Pure.

import { mean } from "./statistics.mjs";

/** The means over streams and members. */
export function judge(before, after) {
  const spans = after.map((read, index) => ({
    seconds: (read.at - before[index].at) / 1_000,
    from: before[index],
    to: read,
  }));
  const expected = after.length - 1;
  const pictures = spans.flatMap((span) => rate(span, "pictures", expected));
  const shown = spans.flatMap((span) => rate(span, "shown", expected));
  const kbps = (what) => mean(spans.map((span) => (sum(sentIn(span, what)) * 8) / span.seconds / 1_000));
  return {
    frames: mean(pictures.map(({ frames }) => frames)),
    worst: Math.min(...pictures.map(({ frames }) => frames)),
    shown: mean(shown.map(({ frames }) => frames)),
    freezes: sum(pictures.map(({ freezes }) => freezes)),
    height: mean(pictures.map(({ height }) => height)),
    sent: kbps("all"),
    sound: kbps("audio"),
    picture: kbps("video"),
  };
}

/** The streams that moved most, as many as there should be: what isn't there stands still. */
function rate({ seconds, from, to }, what, expected) {
  const rates = Object.entries(to[what]).map(([key, { frames, freezes = 0, height = 0 }]) => ({
    frames: (frames - (from[what][key]?.frames ?? 0)) / seconds,
    freezes: freezes - (from[what][key]?.freezes ?? 0),
    height,
  }));
  rates.sort((one, other) => other.frames - one.frames);
  return Array.from({ length: expected }, (_, index) => rates[index] ?? { frames: 0, freezes: 0, height: 0 });
}

/** Bytes; what a connection sent that has ended in the meantime is not known, and left out. */
function sentIn({ from, to }, wanted) {
  return Object.entries(to.sent)
    .filter(([, { what }]) => what === wanted)
    .map(([key, { bytes }]) => bytes - (from.sent[key]?.bytes ?? 0));
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
