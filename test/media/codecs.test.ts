import { describe, expect, test } from "@jest/globals";
import { describePictures, likingOf } from "../../client/media/codecs.ts";

function description(...lines: readonly string[]): string {
  return ["v=0", ...lines, ""].join("\r\n");
}

const offer = description(
  "m=audio 9 UDP/TLS/RTP/SAVPF 111",
  "a=rtpmap:111 opus/48000/2",
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97 103 104",
  "a=rtpmap:96 VP8/90000",
  "a=rtcp-fb:96 nack",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "a=rtpmap:103 H264/90000",
  "a=rtcp-fb:103 nack",
  "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
  "a=rtpmap:104 rtx/90000",
  "a=fmtp:104 apt=103",
  "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
);

describe("H.264", () => {
  test("is put before all else, with what sends it again, and nothing is lost", () => {
    const described = describePictures(offer, "first");
    expect(described).toContain("m=video 9 UDP/TLS/RTP/SAVPF 103 104 96 97\r\n");
    expect(described.split("\r\n").toSorted().slice(0, -4)).toEqual(
      offer.split("\r\n").toSorted().slice(0, -4),
    );
  });

  test("is left out, with what sends it again", () => {
    expect(describePictures(offer, "not-at-all")).toBe(
      description(
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "a=rtpmap:111 opus/48000/2",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
        "a=rtpmap:96 VP8/90000",
        "a=rtcp-fb:96 nack",
        "a=rtpmap:97 rtx/90000",
        "a=fmtp:97 apt=96",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      ),
    );
  });

  test("stays where there is nothing else, and where the browser is to choose", () => {
    const only = description("m=video 9 X 103", "a=rtpmap:103 H264/90000");
    expect(describePictures(only, "not-at-all")).toBe(only);
    expect(describePictures(offer, "as-it-is")).toBe(offer);
  });

  test.each([
    ["Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0", false, "first"],
    ["Mozilla/5.0 (Linux; Android 10; K) Chrome/156.0.0.0 Mobile", true, "not-at-all"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", undefined, "not-at-all"],
    ["Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1", undefined, "as-it-is"],
  ])("is liked as it does there: %s", (userAgent, mobile, liking) => {
    expect(likingOf({ userAgent, ...(mobile !== undefined && { userAgentData: { mobile } }) })).toBe(liking);
  });
});
