import { describe, expect, test } from "@jest/globals";
import { describeSound } from "../../client/media/sound.ts";

function description(...lines: readonly string[]): string {
  return ["v=0", ...lines, ""].join("\r\n");
}

const offer = description(
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10;useinbandfec=0",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
  "a=rtpmap:96 VP8/90000",
);

describe("how sound is to be sent to us", () => {
  test("is with redundancy first, and with Opus' own mending and silence", () => {
    expect(describeSound(offer, 2, "face").split("\r\n")).toEqual([
      "v=0",
      "m=audio 9 UDP/TLS/RTP/SAVPF 63 111 9",
      "a=rtpmap:111 opus/48000/2",
      "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1",
      "a=ptime:20",
      "a=rtpmap:63 red/48000/2",
      "a=fmtp:63 111/111",
      "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
      "a=rtpmap:96 VP8/90000",
      "",
    ]);
  });

  test("is without redundancy where the browser has none", () => {
    const plain = description(
      "m=audio 9 X 109 9",
      "a=rtpmap:109 opus/48000/2",
      "a=fmtp:109 maxplaybackrate=48000",
    );
    expect(describeSound(plain, 2, "face")).toContain("m=audio 9 X 109 9");
    expect(describeSound(plain, 2, "face")).toContain(
      "a=fmtp:109 maxplaybackrate=48000;useinbandfec=1;usedtx=1",
    );
  });

  test.each([
    [2, 20],
    [3, 40],
    [4, 40],
    [5, 60],
    [30, 60],
  ])("is in fewer packets the more there are: %d of us take %d ms in each", (members, ms) => {
    expect(describeSound(offer, members, "face")).toContain(`\r\na=ptime:${ms}\r\n`);
    expect(describeSound(describeSound(offer, 2, "face"), members, "face")).not.toMatch(/a=ptime.*a=ptime/s);
  });

  test("is on both sides, and never left out, where it is a screen's", () => {
    const said = describeSound(offer, 2, "screen");
    expect(said).toMatch(/^a=fmtp:111 .*;stereo=1;/m);
    expect(said).not.toContain("usedtx");
  });

  test("is left as it is where there is no Opus, and said twice as said once", () => {
    const other = description("m=audio 9 X 0", "a=rtpmap:0 PCMU/8000");
    expect(describeSound(other, 2, "face")).toBe(other);
    expect(describeSound(describeSound(offer, 2, "face"), 2, "face")).toBe(describeSound(offer, 2, "face"));
  });
});
