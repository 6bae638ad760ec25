import { describe, expect, test } from "@jest/globals";
import { createReader } from "../../client/media/reading.ts";

type Reports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** As a browser tells it, by the ids of the reports. */
function told(reports: Reports): RTCStatsReport {
  return new Map(Object.entries(reports).map(([id, report]) => [id, { id, ...report }])) as RTCStatsReport;
}

const way: Reports = {
  T: { type: "transport", selectedCandidatePairId: "P" },
  P: {
    ...{ type: "candidate-pair", localCandidateId: "L", remoteCandidateId: "R", currentRoundTripTime: 0.05 },
    ...{ bytesReceived: 1_000, bytesSent: 2_000, availableOutgoingBitrate: 800_000 },
  },
  L: { type: "local-candidate", candidateType: "host" },
  R: { type: "remote-candidate", candidateType: "srflx" },
};

/** So much later that all that has come. */
function grown(bytesReceived: number): Reports {
  return { ...way, P: { ...way["P"], bytesReceived } };
}

const sending: Reports = {
  O: {
    ...{ type: "outbound-rtp", kind: "video", framesEncoded: 10, totalEncodeTime: 0.1, bytesSent: 1_000 },
    ...{ mediaSourceId: "S", qualityLimitationReason: "none" },
  },
  S: { type: "media-source", kind: "video", frames: 12 },
};

describe("what is told of a call", () => {
  test("is the way at first, and what came over it from the second time on", () => {
    const read = createReader();
    const picture = {
      type: "inbound-rtp",
      kind: "video",
      framesDecoded: 5,
      packetsReceived: 90,
      packetsLost: 0,
    };
    const codec = { type: "codec", mimeType: "video/VP8" };
    const first = read(told({ ...way, I: { ...picture, codecId: "C", frameHeight: 240 }, C: codec }), 0);
    expect(first).toEqual({
      inspection: { by: "direct", roundTripMs: 50, height: 240, codec: "VP8" },
      effort: undefined,
    });
    const grown = { ...way["P"], bytesReceived: 26_000, bytesSent: 52_000 };
    const later = { ...picture, framesDecoded: 45, packetsReceived: 180, packetsLost: 10 };
    expect(read(told({ ...way, P: grown, I: later }), 2_000).inspection).toEqual({
      ...{ by: "direct", roundTripMs: 50, kbpsIn: 100, kbpsOut: 200, framesPerSecond: 20, lost: 0.1 },
    });
  });

  test("is by TURN where either side's address is a server's", () => {
    const turned = { ...way, R: { type: "remote-candidate", candidateType: "relay" } };
    expect(createReader()(told(turned), 0).inspection.by).toBe("turn");
  });

  test("is nothing that the browser doesn't know", () => {
    expect(createReader()(told({}), 0)).toEqual({ inspection: { by: "direct" }, effort: undefined });
  });
});

describe("how hard it is to send", () => {
  function effortOf(more: Reports) {
    const read = createReader();
    read(told({ ...way, ...sending }), 0);
    return read(told({ ...grown(9_000), ...sending, ...more }), 1_000).effort;
  }

  test("is what the camera gave, what became of it, and what it cost", () => {
    const sent = { ...sending["O"], framesEncoded: 25, totalEncodeTime: 0.16, bytesSent: 26_000 };
    expect(effortOf({ O: sent, S: { ...sending["S"], frames: 32 } })).toEqual({
      ...{ offeredPerSecond: 20, framesPerSecond: 15, encodeMs: expect.closeTo(4), kbps: 200 },
      ...{ limitedBy: undefined, roomKbps: 800, lost: undefined, madeUp: 0 },
    });
  });

  test.each([
    ["cpu", "processor"],
    ["bandwidth", "line"],
    ["other", undefined],
  ])("is limited as the browser says: %s", (reason, by) => {
    expect(effortOf({ O: { ...sending["O"], qualityLimitationReason: reason } })?.limitedBy).toBe(by);
  });

  test("is what the other side lacks of all that was sent, over the last few looks", () => {
    const read = createReader();
    const look = (at: number, sent: number, lost: number) =>
      read(
        told({
          O: { ...sending["O"], packetsSent: sent },
          A: { type: "remote-inbound-rtp", packetsLost: lost },
        }),
        at,
      ).effort?.lost;
    expect(look(0, 0, 0)).toBeUndefined();
    expect(look(2_000, 0, 0)).toBeUndefined();
    // What is chance in one look isn't in four.
    expect(look(4_000, 20, 5)).toBeCloseTo(0.25);
    expect(look(6_000, 100, 5)).toBeCloseTo(0.05);
    expect(look(8_000, 200, 5)).toBeCloseTo(0.025);
    for (let at = 10_000; at < 20_000; at += 2_000) look(at, at / 10, 5);
    expect(look(20_000, 2_000, 5)).toBe(0);
  });

  test("is not told while nothing comes through, nor by what was lost then", () => {
    const read = createReader();
    const look = (at: number, came: number, sent: number, lost: number) =>
      read(
        told({
          ...grown(came),
          O: { ...sending["O"], packetsSent: sent },
          A: { type: "remote-inbound-rtp", packetsLost: lost },
        }),
        at,
      ).effort?.lost;
    look(0, 1_000, 0, 0);
    expect(look(2_000, 2_000, 100, 0)).toBe(0);
    expect(look(4_000, 2_000, 200, 0)).toBeUndefined();
    // Browsers tell of it when it is over.
    const after = [6_000, 8_000, 10_000].map((at) => look(at, at, at / 20, 100));
    expect(after).toEqual([undefined, undefined, undefined]);
    expect(look(12_000, 12_000, 600, 101)).toBeCloseTo(0.01);
  });

  test("shows in sound that was made up though none was lost", () => {
    const sound = { type: "inbound-rtp", kind: "audio", packetsLost: 0 };
    const read = (packetsLost: number) => {
      const reader = createReader();
      reader(told({ I: { ...sound, totalSamplesReceived: 48_000, concealedSamples: 0 } }), 0);
      const later = { ...sound, packetsLost, totalSamplesReceived: 96_000, concealedSamples: 4_800 };
      return reader(told({ I: later }), 1_000).effort?.madeUp;
    };
    expect(read(0)).toBeCloseTo(0.1);
    expect(read(7)).toBe(0);
  });
});
