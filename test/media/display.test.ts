import { describe, expect, test } from "@jest/globals";
import { closeDisplay, type DisplayPort, openDisplay } from "../../client/media/display.ts";
import { FakeStream, FakeTrack } from "../fakes/tracks.ts";

/** A browser that gives these, and what it was asked for. */
function giving(...tracks: readonly FakeTrack[]): { readonly media: DisplayPort; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const getDisplayMedia = async (request?: DisplayMediaStreamOptions) => {
    asked.push(request);
    return new FakeStream(tracks);
  };
  return { media: { getDisplayMedia }, asked };
}

const refusing = (error: unknown): DisplayPort => ({
  getDisplayMedia: async () => {
    throw error;
  },
});

describe("a screen that is asked for", () => {
  test("comes as what is to be read, with the system's sound as it is played", async () => {
    const [picture, sound] = [new FakeTrack("camera"), new FakeTrack("microphone")];
    const { media, asked } = giving(picture, sound);
    const display = await openDisplay(media, () => {});
    expect(display.status === "on" && display.stream.getTracks()).toEqual([picture, sound]);
    expect(picture.contentHint).toBe("detail");
    expect(asked).toEqual([
      {
        video: { frameRate: { max: 15 } },
        audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
        ...{ selfBrowserSurface: "exclude", surfaceSwitching: "include", systemAudio: "include" },
      },
    ]);
  });

  test("is ended by the browser's own bar, of which is told once, and not by ourselves", async () => {
    for (const ends of [true, false]) {
      let ended = 0;
      const picture = new FakeTrack("camera");
      const display = await openDisplay(giving(picture).media, () => {
        ended += 1;
      });
      if (ends) picture.end();
      else if (display.status === "on") closeDisplay(display.stream);
      picture.dispatchEvent(new Event(ends ? "ended" : "mute"));
      expect([ended, picture.readyState]).toEqual([ends ? 1 : 0, "ended"]);
    }
  });

  test.each([
    [new DOMException("Permission denied", "NotAllowedError"), "denied"],
    [new DOMException("Permission denied by system", "NotAllowedError"), "barred"],
    [new DOMException("", "NotFoundError"), "absent"],
    [new DOMException("", "NotReadableError"), "busy"],
    [new DOMException("", "AbortError"), "busy"],
    [new DOMException("", "InvalidStateError"), "unknown"],
    ["anything", "unknown"],
  ])("may be refused: %s is %s", async (error, failure) => {
    expect(await openDisplay(refusing(error), () => {})).toEqual({ status: "failed", failure });
  });

  test("without a picture is none", async () => {
    const { media } = giving(new FakeTrack("microphone"));
    expect(await openDisplay(media, () => {})).toEqual({ status: "failed", failure: "absent" });
  });
});
