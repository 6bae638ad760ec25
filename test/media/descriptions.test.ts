import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { answeredIn, asAnswerTo, readWay, withWay } from "../../client/media/descriptions.ts";
import { fingerprintsIn } from "../../client/media/fingerprints.ts";

/** As Chromium and Firefox write them, shortened. */
const chromium = [
  ...["v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1"],
  ...[
    "m=audio 54400 UDP/TLS/RTP/SAVPF 111 63",
    "c=IN IP4 192.0.2.2",
    "a=candidate:1 1 udp 2 192.0.2.2 54400 typ host",
  ],
  ...["a=ice-ufrag:aB+/", "a=ice-pwd:0123456789abcdefghijkl+/", "a=ice-options:trickle"],
  ...["a=fingerprint:sha-256 AB:CD", "a=setup:actpass", "a=mid:0", "a=sendrecv", "a=rtpmap:111 opus/48000/2"],
  ...["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0"],
  ...["a=ice-ufrag:aB+/", "a=ice-pwd:0123456789abcdefghijkl+/", "a=fingerprint:sha-256 AB:CD", "a=mid:1"],
  "",
].join("\r\n");
const firefox = chromium
  .replace("o=- 4611731400430051336 2", "o=mozilla...THIS_IS_SDPARTA-140.0 5316 0")
  .replaceAll("aB+/", "0f1e2d3c")
  .replace("a=ice-options", "a=end-of-candidates\r\na=ice-options");

const newer = chromium
  .replace(" 2 IN", " 3 IN")
  .replaceAll("aB+/", "newer")
  .replaceAll("0123456789abcdefghijkl+/", "another-password".replaceAll("-", "/").padEnd(22, "+"))
  .replace("192.0.2.2 54400 typ", "198.51.100.7 1024 typ");

describe("a way", () => {
  test("is read from what either browser writes", () => {
    expect(readWay(chromium)).toEqual({
      session: "4611731400430051336",
      version: 2,
      name: "aB+/",
      password: "0123456789abcdefghijkl+/",
      candidates: ["a=candidate:1 1 udp 2 192.0.2.2 54400 typ host"],
    });
    expect(readWay(firefox)).toMatchObject({ session: "5316", version: 0, name: "0f1e2d3c" });
  });

  test.each([
    undefined,
    null,
    7,
    {},
    "",
    "v=0",
    chromium.replaceAll(/a=ice-ufrag.*\r\n/g, ""),
    chromium.replaceAll(/a=ice-pwd.*\r\n/g, ""),
    chromium.replace(/o=.*\r\n/, ""),
    chromium + " ".repeat(32_000),
  ])("is none in anything else: %#", (sdp) => {
    expect(readWay(sdp)).toBeUndefined();
  });

  test("never has more candidates than any honest side, and no more", () => {
    const many = Array.from(
      { length: 300 },
      (_, n) => `a=candidate:${n % 100} 1 udp 2 192.0.2.2 ${n % 100} typ host`,
    );
    expect(readWay(`${chromium}${many.join("\r\n")}\r\n`)?.candidates).toHaveLength(64);
  });

  test("in the place of another leaves all else as it was", () => {
    const way = readWay(newer);
    if (!way) throw new Error("a way is needed");
    for (const sdp of [chromium, firefox]) {
      const mended = withWay(sdp, way);
      expect(readWay(mended)).toEqual({ ...way, session: readWay(sdp)?.session });
      const rest = (text: string) =>
        text
          .split("\r\n")
          .filter((line) => !/^(o=|a=(ice-ufrag|ice-pwd|candidate|end-of-candidates))/.test(line));
      expect(rest(mended)).toEqual(rest(sdp));
      expect(mended.indexOf("a=candidate")).toBeLessThan(mended.indexOf("m=application"));
      expect(mended.match(/a=ice-ufrag:newer/g)).toHaveLength(2);
    }
  });

  test("brings nothing else along, whatever else is said with it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(newer.length), (noise, place) => {
        const way = readWay(newer.slice(0, place) + noise + newer.slice(place));
        if (!way) return;
        const mended = withWay(chromium, way).split("\r\n");
        const known = new Set(chromium.split("\r\n"));
        const added = mended.filter((line) => !known.has(line));
        const isOfWay =
          /^(o=- 4611731400430051336 \d+ IN IP4 127\.0\.0\.1|a=ice-ufrag:[\w+/]+|a=ice-pwd:[\w+/]+|a=candidate:[ -~]+)$/;
        expect(added.filter((line) => !isOfWay.test(line))).toEqual([]);
        expect(fingerprintsIn(mended.filter((line) => !/candidate/.test(line)).join("\r\n"))).toEqual([
          "sha-256 AB:CD",
        ]);
      }),
    );
  });

  test("that is described once has the same description however often it is put in its place", () => {
    const way = readWay(newer);
    if (!way) throw new Error("a way is needed");
    expect(withWay(withWay(chromium, way), way)).toBe(withWay(chromium, way));
  });
});

test("an answer says what it answers, and stays a description", () => {
  const way = readWay(newer);
  if (!way) throw new Error("a way is needed");
  expect(answeredIn(asAnswerTo(chromium, way))).toBe("newer");
  expect(answeredIn(chromium)).toBeUndefined();
  expect(readWay(asAnswerTo(chromium, way))).toEqual(readWay(chromium));
});
