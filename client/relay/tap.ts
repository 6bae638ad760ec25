// What takes from a device's track while somebody wants it, and not otherwise.

export interface Tap {
  readonly use: (track: MediaStreamTrack | undefined) => void;
  readonly open: (wanted: boolean) => void;
}

/** `draw` takes from a track until the function that it returns is called. */
export function createTap(draw: (track: MediaStreamTrack) => () => void): Tap {
  let track: MediaStreamTrack | undefined;
  let wanted = false;
  let drawn: MediaStreamTrack | undefined;
  let stop = () => {};

  function turn(): void {
    const next = wanted ? track : undefined;
    if (next === drawn) return;
    stop();
    drawn = next;
    stop = next ? draw(next) : () => {};
  }

  return {
    use: (next) => {
      track = next;
      turn();
    },
    open: (next) => {
      wanted = next;
      turn();
    },
  };
}
