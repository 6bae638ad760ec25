import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fingerprintsIn, spell } from "../../client/media/fingerprints.ts";

function sdp(...lines: readonly string[]): string {
  return ["v=0", "s=-", ...lines, ""].join("\r\n");
}

describe("the fingerprints in a description", () => {
  test("are those of the whole session and of each part, each once", () => {
    const description = sdp(
      "a=fingerprint:sha-256 AB:CD:EF",
      "m=audio 9 UDP/TLS/RTP/SAVPF 111",
      "a=fingerprint:sha-256 AB:CD:EF",
      "a=setup:actpass",
      "m=video 9 UDP/TLS/RTP/SAVPF 96",
      "a=fingerprint:sha-512 01:23",
    );
    expect(fingerprintsIn(description)).toEqual(["sha-256 AB:CD:EF", "sha-512 01:23"]);
  });

  test("are spelled alike, however a browser spells them", () => {
    const description = sdp("a=fingerprint:SHA-256 ab:cd", "a=fingerprint:sha-256 AB:CD");
    expect(fingerprintsIn(description)).toEqual(["sha-256 AB:CD"]);
    expect(spell("SHA-256", "ab:cd")).toBe("sha-256 AB:CD");
  });

  test("are none where there are none", () => {
    expect(fingerprintsIn("")).toEqual([]);
    expect(fingerprintsIn(sdp("a=setup:active", "m=audio 9 UDP/TLS/RTP/SAVPF 111"))).toEqual([]);
  });

  test.each([
    "a=fingerprint: sha-256 66:66",
    "a=fingerprint:sha-256\t66:66",
    "a=FINGERPRINT:sha-256 66:66",
    "a=fingerprint sha-256 66:66",
    "a=fingerprint :sha-256   66:66  ",
  ])("are not overlooked where a parser may be lenient: %j", (line) => {
    const description = sdp("a=fingerprint:sha-256 AB:CD", line);
    expect(fingerprintsIn(description)).toEqual(["sha-256 AB:CD", "sha-256 66:66"]);
  });

  test("are not the expected ones alone where one of them cannot be read", () => {
    for (const line of ["a=fingerprint:", "a=fingerprint:sha-256", "a=fingerprint:sha-256 AB:CD;66:66"])
      expect(fingerprintsIn(sdp("a=fingerprint:sha-256 AB:CD", line))).toHaveLength(2);
  });

  test("whatever stands around a strange one, it is found", () => {
    const noise = fc.string({
      unit: fc.constantFrom("\r", "\n", " ", ":", "a=", "fingerprint", "sha-256", "AB"),
    });
    fc.assert(
      fc.property(noise, noise, (before, after) => {
        const found = fingerprintsIn(`${before}\na=fingerprint:sha-256 66:66\r\n${after}`);
        expect(found.some((one) => one !== "sha-256 AB")).toBe(true);
      }),
    );
  });
});
