import { expect, test } from "@jest/globals";
import { signal } from "@preact/signals";
import { openMirror } from "../../client/crew/mirror.ts";

class Track {
  readyState = "live";
  asked: MediaTrackConstraints = {};
  readonly copies: Track[] = [];
  clone(): Track {
    const copy = new Track();
    this.copies.push(copy);
    return copy;
  }
  stop(): void {
    this.readyState = "ended";
  }
  getConstraints = () => ({ width: 640 });
  applyConstraints = async (asked: MediaTrackConstraints) => void Object.assign(this.asked, asked);
  get track(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }
}

function open() {
  const source = new Track();
  const camera = signal<MediaStreamTrack | undefined>(source.track);
  const shown = signal<MediaStreamTrack | undefined>(undefined);
  return { source, camera, shown, mirror: openMirror({ camera, mirror: shown }) };
}

test("is the camera's own while there is time for it, and where few are", () => {
  const { shown, mirror } = open();
  mirror.look("ample", 6);
  mirror.look("short", 3);
  mirror.look(undefined, 6);
  expect(shown.value).toBeUndefined();
});

test("comes half as often from a busy machine on, and again as it was once that is over", () => {
  const { source, shown, mirror } = open();
  mirror.look("tight", 4);
  expect(shown.value).toBe(source.copies[0]);
  expect(source.copies[0]?.asked).toEqual({ width: 640, frameRate: { max: 10 } });
  for (let looks = 0; looks < 7; looks++) mirror.look("ample", 4);
  mirror.look("short", 4);
  for (let looks = 0; looks < 7; looks++) mirror.look("ample", 4);
  expect(shown.value).toBe(source.copies[0]);
  mirror.look("ample", 4);
  expect(shown.value).toBeUndefined();
  expect(source.copies.map(({ readyState }) => readyState)).toEqual(["ended"]);
  expect(source.readyState).toBe("live");
});

test("keeps no camera on that is turned off, changed, or left behind", () => {
  const { source, camera, shown, mirror } = open();
  mirror.look("short", 4);
  camera.value = undefined;
  expect(source.copies[0]?.readyState).toBe("ended");
  expect(shown.value).toBeUndefined();
  const other = new Track();
  camera.value = other.track;
  mirror.look("short", 4);
  expect(shown.value).toBe(other.copies[0]);
  mirror.close();
  expect(other.copies[0]?.readyState).toBe("ended");
});
