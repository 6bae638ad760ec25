import { describe, expect, test } from "@jest/globals";
import { readConfig } from "../../server/config.ts";

const secret = { TURN_SECRET: "a secret" };
const fixed = { TURN_USERNAME: "parley", TURN_CREDENTIAL: "a password" };
const listed = { TURN_URLS: "turn:turn.example.org" };

function iceOf(environment: Readonly<Record<string, string>>) {
  const reading = readConfig(environment);
  if (!reading.ok) throw new Error(reading.faults.join(" "));
  return reading.config.ice;
}

function faultsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  const reading = readConfig(environment);
  return reading.ok ? [] : reading.faults;
}

describe("servers that calls may ask for a way", () => {
  test("are none where none is named", () => {
    expect(iceOf({})).toEqual({ stun: [], turn: undefined });
  });

  test("may be STUN alone", () => {
    const text = "stun:stun.example.org, stun:b.example.org,stun:[2001:db8::1]:3478,stun:192.0.2.1";
    expect(iceOf({ STUN_URLS: text })).toEqual({ stun: text.split(/, ?/), turn: undefined });
  });

  test("may be TURN with a secret, from which are made credentials that last as long as a ticket", () => {
    const text = "turn:turn.example.org:3478?transport=udp, turns:turn.example.org:443?transport=tcp";
    expect(iceOf({ TURN_URLS: text, ...secret }).turn).toEqual({
      ...{ by: "secret", urls: text.split(", "), secret: "a secret", lifeSeconds: 7_200 },
    });
    expect(iceOf({ ...listed, ...secret, TURN_TTL_SECONDS: "20" }).turn).toMatchObject({ lifeSeconds: 20 });
  });

  test("may be TURN with a name and a password", () => {
    expect(iceOf({ ...listed, ...fixed }).turn).toEqual({
      ...{ by: "fixed", urls: ["turn:turn.example.org"] },
      ...{ username: "parley", credential: "a password" },
    });
  });

  test.each([
    "stun.example.org",
    "stun:",
    "turn:stun.example.org",
    "stuns:stun.example.org",
    "stun://stun.example.org",
    "stun:stun.example.org:0",
    "stun:stun.example.org:65536",
    "stun:stun.example.org:",
    "stun:stun.example.org?transport=udp",
    "stun:a.example,,stun:b.example",
    "https://stun.example.org",
  ])("can't be STUN at %s, with which a browser would make no call at all", (text) => {
    expect(faultsOf({ STUN_URLS: text })).toEqual([
      `STUN_URLS is "${text}", but must be a list of addresses such as stun:stun.example.org:3478, with commas between them.`,
    ]);
  });

  test.each([
    "turn.example.org",
    "stun:turn.example.org",
    "turn://turn.example.org",
    "turn:user@turn.example.org",
    "turn:turn.example.org:99999",
    "turn:turn.example.org?transport=sctp",
    "turn:turn.example.org?transport=udp&x=1",
    "turn:turn.example.org turn:b.example.org",
  ])("can't be TURN at %s", (text) => {
    expect(faultsOf({ TURN_URLS: text, ...secret })).toEqual([
      `TURN_URLS is "${text}", but must be a list of addresses such as turn:turn.example.org:3478?transport=tcp, with commas between them.`,
    ]);
  });

  test.each(["19", "86401", "1.5", "an hour"])("can't lend credentials for %s seconds", (text) => {
    expect(faultsOf({ ...listed, ...secret, TURN_TTL_SECONDS: text })).toEqual([
      `TURN_TTL_SECONDS is "${text}", but must be a whole number of seconds from 20 to 86400.`,
    ]);
  });
});

describe("what contradicts itself", () => {
  test.each([
    [
      "TURN without anything that lets somebody in",
      listed,
      [/^TURN_URLS is set, but neither TURN_SECRET nor /],
    ],
    ["a secret for no server", secret, [/^TURN_URLS is not set, /]],
    ["a password for no server", fixed, [/^TURN_URLS is not set, /]],
    ["both ways at once", { ...listed, ...secret, ...fixed }, [/^TURN_SECRET is one way .*: set one\.$/]],
    [
      "a name without a password",
      { ...listed, TURN_USERNAME: "x" },
      [/^TURN_USERNAME is set, but TURN_CREDENTIAL /],
    ],
    [
      "a password without a name",
      { ...listed, TURN_CREDENTIAL: "x" },
      [/^TURN_CREDENTIAL is set, but TURN_USERNAME /],
    ],
    [
      "several of these, all told at once, with whatever else is wrong",
      { PORT: "x", STUN_URLS: "x", ...secret, TURN_USERNAME: "x" },
      [/^PORT is /, /^STUN_URLS is /, /^TURN_SECRET is one way /, /^TURN_URLS is not set, /],
    ],
    ["a list with a fault in it, which is told once", { TURN_URLS: "x", ...secret }, [/^TURN_URLS is "x", /]],
  ])("is %s", (_what, environment, told) => {
    expect(faultsOf(environment)).toEqual(told.map((one) => expect.stringMatching(one)));
  });

  test("is not what is set to nothing, as deployment tools do", () => {
    expect(faultsOf({ STUN_URLS: "", TURN_URLS: " ", TURN_SECRET: "", TURN_USERNAME: "" })).toEqual([]);
  });
});
