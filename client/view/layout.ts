// The largest tiles a stage has room for: every number of columns is tried, none is preferred.

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Between a square and the shape of most cameras, little of a face is cut away. */
const narrowest = 1;
const widest = 16 / 9;

/** The size of each of `count` equal tiles, `gap` pixels apart. */
export function tileSize(stage: Size, count: number, gap: number): Size {
  let best: Size = { width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const size = shapeInto({
      width: (stage.width - gap * (columns - 1)) / columns,
      height: (stage.height - gap * (rows - 1)) / rows,
    });
    if (size.width * size.height > best.width * best.height) best = size;
  }
  return best;
}

/** The largest permitted shape inside a cell. */
function shapeInto({ width, height }: Size): Size {
  const shape = Math.min(widest, Math.max(narrowest, width / height));
  const fitted = Math.floor(Math.max(0, Math.min(width, height * shape)));
  return { width: fitted, height: Math.floor(fitted / shape) };
}
