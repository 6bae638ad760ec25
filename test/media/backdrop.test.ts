import { setImmediate as pass } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { openPlatformBackdrop } from "../../client/media/backdrop/platform.ts";
import type { BackdropState, Trouble } from "../../client/media/backdrop/ports.ts";
import { createBackdropSwitch } from "../../client/media/backdrop/switch.ts";
import { FakeTrack } from "../fakes/tracks.ts";

/** What blurs, held until it is let go. */
class FakeBlur {
  readonly track = new FakeTrack("camera", "blurred");
  readonly camera: MediaStreamTrack;
  readonly fail: (trouble: Trouble) => void;
  closed = false;
  resolve = () => {};
  reject = () => {};

  constructor(camera: MediaStreamTrack, fail: (trouble: Trouble) => void) {
    this.camera = camera;
    this.fail = fail;
  }
}

/** `track`: what comes of it, if it is no track of its own. */
function setUp(track?: MediaStreamTrack) {
  const blurs: FakeBlur[] = [];
  const sent: (MediaStreamTrack | undefined)[] = [];
  const states: BackdropState[] = [];
  const troubles: string[] = [];
  const backdrop = createBackdropSwitch({
    open: (camera, { onTrouble }) => {
      const blur = new FakeBlur(camera, onTrouble);
      blurs.push(blur);
      return new Promise((resolve, reject) => {
        const close = () => {
          blur.closed = true;
        };
        blur.resolve = () => resolve({ track: track ?? blur.track, close });
        blur.reject = () => reject(new Error("no"));
      });
    },
    onTrack: (track) => sent.push(track),
    onState: (state) => states.push(state),
    onTrouble: (trouble, hidden) => troubles.push(`${trouble}${hidden ? ", hidden" : ""}`),
  });
  const opened = async (index: number) => {
    const blur = blurs[index];
    if (!blur) throw new Error("Nothing was opened");
    blur.resolve();
    await pass();
    return blur;
  };
  return { backdrop, blurs, sent, states, troubles, opened };
}

const camera = () => new FakeTrack("camera");

describe("without blur", () => {
  test("the camera's own picture is sent, and nothing is opened", () => {
    const { backdrop, blurs, sent } = setUp();
    const bare = camera();
    backdrop.setCamera(bare);
    backdrop.setCamera(undefined);
    expect(sent).toEqual([bare, undefined]);
    expect(blurs).toEqual([]);
  });
});

describe("turned on in mid-call", () => {
  test("the bare picture goes on until the blurred one is there", async () => {
    const { backdrop, sent, states, opened } = setUp();
    const bare = camera();
    backdrop.setCamera(bare);
    backdrop.want(true);
    await pass();
    expect(sent).toEqual([bare]);
    const { track } = await opened(0);
    expect(sent).toEqual([bare, track]);
    expect(states).toEqual(["loading", "on"]);
  });

  test("turned off again before it is there, it never comes, and what comes late is closed", async () => {
    const { backdrop, sent, states, opened } = setUp();
    const bare = camera();
    backdrop.setCamera(bare);
    backdrop.want(true);
    backdrop.want(false);
    const blur = await opened(0);
    expect(sent).toEqual([bare]);
    expect(blur.closed).toBe(true);
    expect(states.at(-1)).toBe("off");
  });

  test("where it can't be had, that is said, and the picture goes on", async () => {
    const { backdrop, blurs, sent, states, troubles } = setUp();
    const bare = camera();
    backdrop.setCamera(bare);
    backdrop.want(true);
    blurs[0]?.reject();
    await pass();
    expect(sent).toEqual([bare]);
    expect(troubles).toEqual(["unavailable"]);
    expect(states.at(-1)).toBe("failed");
  });
});

describe("wanted before the camera is on", () => {
  test("nothing is sent until the blurred picture is there", async () => {
    const { backdrop, blurs, sent, opened } = setUp();
    backdrop.want(true);
    const bare = camera();
    backdrop.setCamera(bare);
    await pass();
    expect(sent).toEqual([]);
    const { track } = await opened(0);
    expect(sent).toEqual([track]);
    expect(blurs[0]?.camera).toBe(bare);
  });

  test("where it can't be had, nothing is sent, and that is said", async () => {
    const { backdrop, blurs, sent, troubles } = setUp();
    backdrop.want(true);
    backdrop.setCamera(camera());
    blurs[0]?.reject();
    await pass();
    expect(sent).toEqual([]);
    expect(troubles).toEqual(["unavailable, hidden"]);
  });

  test("then whoever starts the camera again is seen, as they were told", async () => {
    const { backdrop, blurs, sent } = setUp();
    backdrop.want(true);
    backdrop.setCamera(camera());
    blurs[0]?.reject();
    await pass();
    backdrop.setCamera(undefined);
    const bare = camera();
    backdrop.setCamera(bare);
    expect(sent).toEqual([bare]);
  });
});

describe("while it is on", () => {
  async function running() {
    const all = setUp();
    all.backdrop.want(true);
    all.backdrop.setCamera(camera());
    const blur = await all.opened(0);
    return { ...all, blur };
  }

  test("another camera is blurred as well, and its bare picture isn't sent meanwhile", async () => {
    const { backdrop, blur, sent, opened } = await running();
    backdrop.setCamera(camera());
    await pass();
    expect(sent).toEqual([blur.track]);
    expect(blur.closed).toBe(true);
    const next = await opened(1);
    expect(sent).toEqual([blur.track, next.track]);
    expect(next.closed).toBe(false);
  });

  test("the camera turned off closes it, and turned on opens it anew", async () => {
    const { backdrop, blur, sent, opened } = await running();
    backdrop.setCamera(undefined);
    expect(sent).toEqual([blur.track, undefined]);
    expect(blur.closed).toBe(true);
    backdrop.setCamera(camera());
    const next = await opened(1);
    expect(sent.at(-1)).toBe(next.track);
    expect(sent).toHaveLength(3);
  });

  test("turned off, the bare picture is sent before the blurred one ends", async () => {
    const { backdrop, blur, blurs, sent, states } = await running();
    backdrop.want(false);
    expect(sent).toEqual([blur.track, blurs[0]?.camera]);
    expect(blur.closed).toBe(true);
    expect(states.at(-1)).toBe("off");
  });

  test("too slow, it ends, and the bare picture isn't sent instead", async () => {
    const { blur, sent, states, troubles } = await running();
    blur.fail("strained");
    expect(sent).toEqual([blur.track, undefined]);
    expect(blur.closed).toBe(true);
    expect(troubles).toEqual(["strained, hidden"]);
    expect(states.at(-1)).toBe("failed");
  });

  test("the same where the camera's own picture was the blurred one", async () => {
    const bare = camera();
    const { backdrop, blurs, sent, troubles } = setUp(bare);
    backdrop.want(true);
    backdrop.setCamera(bare);
    blurs[0]?.resolve();
    await pass();
    expect(sent).toEqual([bare]);
    blurs[0]?.fail("unavailable");
    expect(sent).toEqual([bare, undefined]);
    expect(troubles).toEqual(["unavailable, hidden"]);
  });

  test("what was closed has no more to say", async () => {
    const { backdrop, blur, sent, troubles } = await running();
    backdrop.want(false);
    blur.fail("strained");
    expect(troubles).toEqual([]);
    expect(sent).toHaveLength(2);
  });
});

describe("the system's own blur", () => {
  class BlurringTrack extends FakeTrack {
    blurred = false;
    readonly obedient: boolean;

    constructor(obedient: boolean) {
      super("camera");
      this.obedient = obedient;
    }

    override getCapabilities() {
      return { ...super.getCapabilities(), backgroundBlur: [false, true] };
    }

    override getSettings() {
      return { ...super.getSettings(), backgroundBlur: this.blurred };
    }

    override async applyConstraints(wanted: { readonly backgroundBlur?: boolean } = {}) {
      if (this.obedient) this.blurred = wanted.backgroundBlur === true;
    }
  }

  function watched() {
    const troubles: Trouble[] = [];
    return { troubles, options: { onTrouble: (trouble: Trouble) => troubles.push(trouble) } };
  }

  test("is used where there is one, and taken back", async () => {
    const { troubles, options } = watched();
    const track = new BlurringTrack(true);
    const backdrop = await openPlatformBackdrop(track, options);
    expect(backdrop?.track).toBe(track);
    expect(track.blurred).toBe(true);
    backdrop?.close();
    expect(track.blurred).toBe(false);
    track.dispatchEvent(new Event("configurationchange"));
    expect(troubles).toEqual([]);
  });

  test("isn't relied on where there is none, or it doesn't do it", async () => {
    const { options } = watched();
    expect(await openPlatformBackdrop(camera(), options)).toBeUndefined();
    expect(await openPlatformBackdrop(new BlurringTrack(false), options)).toBeUndefined();
  });

  test("that is turned off in the system is trouble", async () => {
    const { troubles, options } = watched();
    const track = new BlurringTrack(true);
    await openPlatformBackdrop(track, options);
    track.dispatchEvent(new Event("configurationchange"));
    expect(troubles).toEqual([]);
    track.blurred = false;
    track.dispatchEvent(new Event("configurationchange"));
    expect(troubles).toEqual(["unavailable"]);
  });
});
