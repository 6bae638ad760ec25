import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createIce } from "../../server/ice.ts";
import type { SharedSecret } from "../../server/ice-settings.ts";
import { morning } from "../fakes/rooms.ts";

const stun = ["stun:stun.example.org", "stun:b.example.org:3478"];
const urls = ["turn:turn.example.org", "turns:turn.example.org:443?transport=tcp"];
const shared: SharedSecret = { by: "secret", urls, secret: "north", lifeSeconds: 7_200 };
const fixed = { by: "fixed", urls, username: "parley", credential: "a password" } as const;
const open = [{ urls: stun }];

/** As a TURN server with that secret would judge it, by the REST API's draft; when it runs out, if it is good. */
function judge(
  server: { readonly username?: string; readonly credential?: string } | undefined,
  secret = "north",
) {
  const { username = "", credential } = server ?? {};
  const right = createHmac("sha1", secret).update(username).digest("base64");
  return credential === right ? Number(username.split(":")[0]) * 1_000 : undefined;
}

describe("where nothing is configured", () => {
  test("nobody is told to ask anybody", () => {
    const ice = createIce({ stun: [], turn: undefined });
    expect([ice.open, ice.ofMember("ada", morning), ice.ofCaller("ada", morning)]).toEqual([[], [], []]);
    expect(ice.renewMs).toBeUndefined();
  });
});

describe("STUN", () => {
  test("is for everybody, and never runs out", () => {
    const ice = createIce({ stun, turn: undefined });
    expect([ice.open, ice.ofMember("ada", morning), ice.ofCaller("ada", morning)]).toEqual([
      open,
      open,
      open,
    ]);
    expect(ice.renewMs).toBeUndefined();
  });
});

describe("TURN with a secret", () => {
  const ice = createIce({ stun, turn: shared });

  test("lets a member in for as long as is set, by the formula of the REST API", () => {
    const [first, turn, ...more] = ice.ofMember("ada", morning);
    expect([first, more]).toEqual([open[0], []]);
    expect(turn?.urls).toEqual(urls);
    expect(judge(turn)).toBe(morning + 7_200_000);
    expect(judge(turn, "south")).toBeUndefined();
  });

  test("lets them in by what another program makes of the same", () => {
    const [turn] = createIce({ stun: [], turn: shared }).ofMember("ada", 1_700_000_000_000);
    expect(turn?.username).toBe("1700007200:aEgLISdQGuMZbdpi");
    // printf 1700007200:aEgLISdQGuMZbdpi | openssl dgst -sha1 -hmac north -binary | base64
    expect(turn?.credential).toBe("XSee5uo4niwh6cxrkf5E+omBgSQ=");
  });

  test("lets whoever has a ticket try it, for a minute", () => {
    expect(judge(ice.ofCaller("ada", morning).at(-1))).toBe(morning + 60_000);
  });

  test("is nothing for whoever has no ticket", () => {
    expect(ice.open).toEqual(open);
  });

  test("is renewed while half of its time is left", () => {
    expect(ice.renewMs).toBe(3_600_000);
  });

  test("calls a page the same each time, another otherwise, and never by its id", () => {
    const nameOf = (id: string, now: number) => ice.ofMember(id, now).at(-1)?.username?.split(":")[1];
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (one, other) => {
        const name = nameOf(one, morning);
        expect(name).toMatch(/^[A-Za-z0-9_-]{16}$/);
        expect(nameOf(one, morning + 5_000_000)).toBe(name);
        if (one !== other) expect(nameOf(other, morning)).not.toBe(name);
        expect(one).not.toContain(name);
      }),
    );
  });

  test("runs out at a whole second, which is what a TURN server reads", () => {
    const [, turn] = ice.ofMember("ada", morning + 999.5);
    expect(judge(turn)).toBe(morning + 7_200_000);
    expect(turn?.username).toMatch(/^\d+:/);
  });
});

describe("TURN with a name and a password", () => {
  const ice = createIce({ stun, turn: fixed });

  test("lets members in, and needs no renewal", () => {
    expect(ice.ofMember("ada", morning)).toEqual([
      ...open,
      { urls, username: "parley", credential: "a password" },
    ]);
    expect(ice.renewMs).toBeUndefined();
  });

  test("is nothing for whoever is yet outside: they would have it for good", () => {
    expect([ice.open, ice.ofCaller("ada", morning)]).toEqual([open, open]);
  });
});
