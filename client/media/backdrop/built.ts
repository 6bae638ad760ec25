// Where the build put the painter.

declare global {
  const __BACKDROP_PAINTER__: string;
}

/** Asked for when it is needed: what isn't built, as in a unit test, has none. */
export const findPainter = () => __BACKDROP_PAINTER__;
