import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { linkWith, takeDeed } from "../../client/meeting/deed.ts";

const deed = "eyJyb29tIjoiYSJ9.c2lnbmF0dXJl";
const key = "0123456789abcdefghijkl-_";

/** What the page was opened with, as the browser shows it by now. */
let address: URL;
/** What the browser keeps; `undefined` where it refuses to keep anything. */
let kept: Map<string, string> | undefined;
/** How often the address was changed. */
let changes = 0;
const page = { a: "state" };

function storage(): Map<string, string> {
  if (!kept) throw new DOMException("", "SecurityError");
  return kept;
}

const originals = (["location", "history", "localStorage"] as const).map(
  (name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const,
);

beforeEach(() => {
  kept = new Map();
  changes = 0;
  const fakes = {
    location: () => address,
    history: () => ({
      state: page,
      replaceState: (state: unknown, _title: string, url: string) => {
        expect(state).toBe(page);
        address = new URL(url, address);
        changes += 1;
      },
    }),
    localStorage: () => {
      const held = storage();
      return {
        getItem: (name: string) => held.get(name) ?? null,
        setItem: (name: string, value: string) => held.set(name, value),
      };
    },
  };
  for (const [name, get] of Object.entries(fakes))
    Object.defineProperty(globalThis, name, { configurable: true, get });
});

afterEach(() => {
  for (const [name, original] of originals) {
    if (original) Object.defineProperty(globalThis, name, original);
    else Reflect.deleteProperty(globalThis, name);
  }
});

/** Opens the page with that after its path. */
function open(rest: string, room = "maths"): string | undefined {
  address = new URL(`https://parley.test/${room}${rest}`);
  return takeDeed(room);
}

const rest = () => address.href.slice(`https://parley.test/maths`.length);

describe("what makes the holder of a link the host", () => {
  test.each([
    [`#host=${deed}`, ""],
    [`#${key}&host=${deed}`, `#${key}`],
    [`#host=${deed}&${key}`, `#${key}`],
    [`?name=Tess#${key}&host=${deed}`, `?name=Tess#${key}`],
    [`?name=Tess&host=me#host=${deed}`, "?name=Tess&host=me"],
    [`#host=${deed}&host=another`, ""],
  ])("is taken out of the address, and nothing else is: %s", (opened, left) => {
    expect(open(opened)).toBe(deed);
    expect(rest()).toBe(left);
  });

  test.each(["", "#", `#${key}`, `?host=${deed}`, `?name=Tess#${key}`, "#ghost=1"])(
    "is in no other address, which stays as it is: %p",
    (opened) => {
      expect(open(opened)).toBeUndefined();
      expect(rest()).toBe(opened);
      expect(changes).toBe(0);
    },
  );

  test("is remembered by this browser, for that room alone", () => {
    open(`#${key}&host=${deed}`);
    expect(open(`#${key}`)).toBe(deed);
    expect(open("", "physics")).toBeUndefined();
    expect(open("#host=newer")).toBe("newer");
    expect(open("")).toBe("newer");
  });

  test.each(["#host=", `#${key}&host=`])("is not there where nothing stands in its place: %s", (opened) => {
    expect(open(opened)).toBeUndefined();
    expect(address.hash).toBe(opened.includes(key) ? `#${key}` : "");
    expect(kept?.size).toBe(0);
    open(`#host=${deed}`);
    expect(open(opened)).toBe(deed);
  });

  test("is good for this visit where the browser keeps nothing", () => {
    kept = undefined;
    expect(open(`#${key}&host=${deed}`)).toBe(deed);
    expect(rest()).toBe(`#${key}`);
    expect(open(`#${key}`)).toBeUndefined();
    expect(open("#host=")).toBeUndefined();
  });
});

describe("a link for another device of the host's", () => {
  test.each([
    ["", `#host=${deed}`],
    [`#${key}`, `#${key}&host=${deed}`],
    [`?name=Tess#${key}`, `#${key}&host=${deed}`],
  ])("has the room's key and the deed, and nothing of this visit: %p", (opened, after) => {
    open(opened);
    expect(linkWith(deed)).toBe(`https://parley.test/maths${after}`);
  });

  test("makes the page that is opened with it the host's, with the same key", () => {
    open(`#${key}`);
    const link = new URL(linkWith(deed));
    kept = new Map();
    expect(open(link.hash)).toBe(deed);
    expect(rest()).toBe(`#${key}`);
  });
});
