// Blurs by sums over boxes: Safari's canvas has no filter, and a small picture needs none.

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Three boxes after one another are as smooth as a bell. */
const passes = 3;

/** `spare` is as long, and holds nothing of worth. */
export function blurPlane(
  plane: Float32Array,
  spare: Float32Array,
  { width, height }: Size,
  radius: number,
): void {
  for (let pass = 0; pass < passes; pass++) {
    blurLines(plane, spare, { lines: height, across: width, length: width, along: 1 }, radius);
    blurLines(spare, plane, { lines: width, across: 1, length: height, along: width }, radius);
  }
}

interface Lines {
  readonly lines: number;
  /** From a line to the next. */
  readonly across: number;
  readonly length: number;
  /** From a place in a line to the next. */
  readonly along: number;
}

/** Each place becomes the mean of those around it in its line; at an end the last goes on. */
function blurLines(
  from: Float32Array,
  to: Float32Array,
  { lines, across, length, along }: Lines,
  radius: number,
): void {
  const share = 1 / (2 * radius + 1);
  for (let line = 0; line < lines; line++) {
    const first = line * across;
    const last = first + (length - 1) * along;
    const reach = radius * along;
    const begin = from[first] ?? 0;
    const end = from[last] ?? 0;
    let sum = begin * (radius + 1);
    for (let at = first + along; at <= first + reach; at += along) sum += at <= last ? (from[at] ?? 0) : end;
    for (let at = first; at <= last; at += along) {
      to[at] = sum * share;
      const entering = at + reach + along;
      const leaving = at - reach;
      sum +=
        (entering <= last ? (from[entering] ?? 0) : end) - (leaving >= first ? (from[leaving] ?? 0) : begin);
    }
  }
}

/** Each place stands for four. */
export function halve(plane: Float32Array, { width, height }: Size): Float32Array {
  const [across, down] = [width / 2, height / 2];
  const half = new Float32Array(across * down);
  for (let y = 0; y < down; y++)
    for (let x = 0; x < across; x++) {
      const at = 2 * (y * width + x);
      const sum =
        (plane[at] ?? 0) + (plane[at + 1] ?? 0) + (plane[at + width] ?? 0) + (plane[at + width + 1] ?? 0);
      half[y * across + x] = sum / 4;
    }
  return half;
}
