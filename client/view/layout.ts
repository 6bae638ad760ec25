// The largest tiles a stage has room for: every number of columns is tried, none is preferred.

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One tile large, the others in a strip beside or below it. */
export interface Feature {
  readonly large: Size;
  readonly small: Size;
  /** Of the strip. */
  readonly columns: number;
  readonly rows: number;
  readonly beside: boolean;
}

interface Grid extends Size {
  readonly columns: number;
  readonly rows: number;
}

/** Between a square and the shape of most cameras, little of a face is cut away. */
const narrowest = 1;
const widest = 16 / 9;

/** Pixels of height below which a face in a strip is hard to tell from another. */
const legible = 96;
/** Of the stage, that a strip may take. */
const leastShare = 0.14;
const mostShare = 0.5;
const shareStep = 0.03;
/** Of the large tile's sides, for it to stand out. */
const mostOfLarge = 0.5;
/** What a pixel of the strip counts for, beside one of the large tile. */
const smallWeight = 0.25;

/** The size of each of `count` equal tiles, `gap` pixels apart. */
export function tileSize(stage: Size, count: number, gap: number): Size {
  const { width, height } = fillWith(stage, count, gap);
  return { width, height };
}

/** The sizes where one of `count` tiles is large. */
export function featuredSizes(stage: Size, count: number, gap: number): Feature {
  let best: Feature = {
    large: tileSize(stage, 1, gap),
    small: { width: 0, height: 0 },
    columns: 1,
    rows: 1,
    beside: true,
  };
  if (count < 2) return best;
  let most = 0;
  for (const beside of [true, false])
    for (let share = leastShare; share <= mostShare; share += shareStep) {
      const feature = featureIn(stage, count - 1, gap, beside, share);
      const worth =
        areaOf(feature.large) * Math.min(1, feature.small.height / legible) +
        areaOf(feature.small) * (count - 1) * smallWeight;
      if (worth > most) {
        most = worth;
        best = feature;
      }
    }
  return best;
}

function featureIn(stage: Size, others: number, gap: number, beside: boolean, share: number): Feature {
  const { width, height } = stage;
  const strip = fillWith(
    beside ? { width: width * share, height } : { width, height: height * share },
    others,
    gap,
  );
  const { columns, rows } = strip;
  const large = shapeInto(
    beside
      ? { width: width - columns * (strip.width + gap), height }
      : { width, height: height - rows * (strip.height + gap) },
  );
  const shrink = Math.min(
    1,
    (mostOfLarge * large.width) / strip.width,
    (mostOfLarge * large.height) / strip.height,
  );
  const small = { width: Math.floor(strip.width * shrink), height: Math.floor(strip.height * shrink) };
  return { large, small, columns, rows, beside };
}

function areaOf({ width, height }: Size): number {
  return width * height;
}

function fillWith(stage: Size, count: number, gap: number): Grid {
  let best: Grid = { width: 0, height: 0, columns: 1, rows: 1 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const size = shapeInto({
      width: (stage.width - gap * (columns - 1)) / columns,
      height: (stage.height - gap * (rows - 1)) / rows,
    });
    if (areaOf(size) > areaOf(best)) best = { ...size, columns, rows };
  }
  return best;
}

/** The largest permitted shape inside a cell. */
function shapeInto({ width, height }: Size): Size {
  const shape = Math.min(widest, Math.max(narrowest, width / height));
  const fitted = Math.floor(Math.max(0, Math.min(width, height * shape)));
  return { width: fitted, height: Math.floor(fitted / shape) };
}
