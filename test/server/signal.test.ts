import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseSignal } from "../../server/signal.ts";

/** An object inside an object, and so on, so many levels in all. */
function nested(levels: number): object {
  return levels === 1 ? {} : { inner: nested(levels - 1) };
}

const offer = {
  type: "OFFER",
  dst: "bo",
  payload: { sdp: { type: "offer", sdp: "v=0\r\n" }, type: "media", connectionId: "mc_1" },
};

function parsed(signal: object) {
  return parseSignal(JSON.stringify(signal));
}

describe("a signal", () => {
  test("may be a heartbeat", () => {
    expect(parsed({ type: "HEARTBEAT" })).toEqual({ type: "HEARTBEAT" });
  });

  test.each(["OFFER", "ANSWER", "CANDIDATE"])(
    "may be an %s to somebody, whose payload is as it was",
    (type) => {
      expect(parsed({ ...offer, type })).toEqual({ ...offer, type });
    },
  );

  test("is written anew: whose it is and whatever else it says are left out", () => {
    expect(parsed({ ...offer, src: "somebody else", ttl: 7 })).toEqual(offer);
    expect(parsed({ type: "HEARTBEAT", dst: "bo", payload: {} })).toEqual({ type: "HEARTBEAT" });
  });

  test("may nest its payload eight deep, and no deeper", () => {
    expect(parsed({ ...offer, payload: nested(8) })).toEqual({ ...offer, payload: nested(8) });
    expect(parsed({ ...offer, payload: nested(9) })).toBeUndefined();
  });

  test("is spared lists that nest as deep as they can", () => {
    const bottomless = "[".repeat(5000) + "]".repeat(5000);
    expect(parseSignal(`{"type":"OFFER","dst":"bo","payload":${bottomless}}`)).toBeUndefined();
  });
});

describe("what is none", () => {
  test.each([
    ["no JSON", "OFFER"],
    ["nothing", ""],
    ["null", "null"],
    ["a string", '"HEARTBEAT"'],
    ["a list", '["HEARTBEAT"]'],
    ["an object without a type", "{}"],
  ])("is %s", (_, text) => {
    expect(parseSignal(text)).toBeUndefined();
  });

  test.each(["LEAVE", "EXPIRE", "OPEN", "ERROR", "ID-TAKEN", "offer", "constructor"])(
    "is a %s, which only the server may say",
    (type) => {
      expect(parsed({ ...offer, type })).toBeUndefined();
    },
  );

  test.each([[undefined], [null], [7], [""], ["not an id"], ["__proto__"], [["bo"]]])(
    "is for %j, who can be nobody",
    (dst) => {
      expect(parsed({ ...offer, dst })).toBeUndefined();
    },
  );

  test.each([[undefined], [null], ["v=0"], [7], [true]])("has the payload %j", (payload) => {
    expect(parsed({ ...offer, payload })).toBeUndefined();
  });
});

describe("whatever a page sends", () => {
  test("comes to a signal or to nothing: never to a throw", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const signal = parseSignal(text);
        if (signal) expect(["HEARTBEAT", "OFFER", "ANSWER", "CANDIDATE"]).toContain(signal.type);
      }),
    );
  });
});
