import { describe, expect, test } from "@jest/globals";
import { readConfig } from "../../server/config.ts";

const defaults = {
  port: 3000,
  host: undefined,
  logLevel: "info",
  secret: undefined,
  origins: [],
  trustProxy: 0,
  graceSeconds: 90,
  mostRooms: 1_000,
  mostMembers: 50,
  mostConnections: 5_000,
  mostJoins: 3_000,
  ice: { stun: [], turn: undefined },
  relay: true,
  relayMbps: undefined,
  metricsToken: undefined,
};

describe("an environment that says nothing", () => {
  test("gives the defaults", () => {
    expect(readConfig({})).toEqual({ ok: true, config: defaults });
  });

  test("may also say it with empty values, as deployment tools do", () => {
    expect(readConfig({ PORT: "", HOST: "  ", LOG_LEVEL: "\n" })).toEqual({ ok: true, config: defaults });
  });

  test("may be full of what is none of our business", () => {
    expect(readConfig({ PATH: "/bin", HOME: "/root" })).toEqual({ ok: true, config: defaults });
  });
});

describe("a whole configuration", () => {
  test("is read from its text", () => {
    const reading = readConfig({
      ...{ PORT: "8080", HOST: "127.0.0.1", LOG_LEVEL: "warn", SECRET: "a secret" },
      ...{ ORIGINS: "https://a.example, http://b.example:8080/", TRUST_PROXY: "1" },
      ...{ MAX_ROOMS: "1", MAX_MEMBERS: "2", MAX_CONNECTIONS_PER_ADDRESS: "3", MAX_JOINS_PER_MINUTE: "4" },
      ...{ GRACE_SECONDS: "20", RELAY: "off", RELAY_MBPS: "12.5", METRICS_TOKEN: "a token" },
      ...{ STUN_URLS: "stun:a.example", TURN_URLS: "turn:a.example", TURN_SECRET: "another" },
      TURN_TTL_SECONDS: "600",
    });
    expect(reading).toEqual({
      ok: true,
      config: {
        ...{ port: 8080, host: "127.0.0.1", logLevel: "warn", secret: "a secret" },
        ...{ origins: ["https://a.example", "http://b.example:8080"], trustProxy: 1 },
        ...{ mostRooms: 1, mostMembers: 2, mostConnections: 3, mostJoins: 4, graceSeconds: 20 },
        ...{ relay: false, relayMbps: 12.5, metricsToken: "a token" },
        ice: {
          stun: ["stun:a.example"],
          turn: { by: "secret", urls: ["turn:a.example"], secret: "another", lifeSeconds: 600 },
        },
      },
    });
  });

  test("can't be changed afterwards", () => {
    const reading = readConfig({});
    expect(reading.ok && Object.isFrozen(reading.config)).toBe(true);
  });

  test("forgives space around a value", () => {
    expect(readConfig({ PORT: " 8080\n" })).toMatchObject({ config: { port: 8080 } });
  });

  test.each(["0", "1", "80", "65535"])("may have the port %s", (port) => {
    expect(readConfig({ PORT: port })).toMatchObject({ ok: true, config: { port: Number(port) } });
  });

  test.each(["localhost", "0.0.0.0", "::1", "meet.example.org", "my_host"])(
    "may have the host %s",
    (host) => {
      expect(readConfig({ HOST: host })).toMatchObject({ ok: true, config: { host } });
    },
  );

  test.each(["error", "warn", "info"])("may log from the level %s", (level) => {
    expect(readConfig({ LOG_LEVEL: level })).toMatchObject({ ok: true, config: { logLevel: level } });
  });
});

describe("whom to believe about a visitor's address", () => {
  test.each<readonly [string, number | readonly string[]]>([
    ["0", 0],
    ["2", 2],
    ["10.0.0.1", ["10.0.0.1"]],
    ["10.0.0.0/8, fd00::/8,::1", ["10.0.0.0/8", "fd00::/8", "::1"]],
  ])("may be %s", (text, trustProxy) => {
    expect(readConfig({ TRUST_PROXY: text })).toMatchObject({ ok: true, config: { trustProxy } });
  });

  test.each([
    "true",
    "-1",
    "11",
    "10.0.0.0/33",
    "10.0.0/8",
    "proxy.example",
    "10.0.0.1,",
    "::1/129",
    "::1/8/8",
  ])("can't be %s", (text) => {
    expect(readConfig({ TRUST_PROXY: text })).toMatchObject({
      ok: false,
      faults: [expect.stringContaining(`TRUST_PROXY is "${text}"`)],
    });
  });
});

describe("the sites whose pages may connect", () => {
  test.each([
    "*",
    "meet.example.org",
    "https://meet.example.org/path",
    "https://*.example.org",
    "https://user@meet.example.org",
    "null",
    "file:///etc",
    "https://a.example,,https://b.example",
  ])("can't be %s", (text) => {
    expect(readConfig({ ORIGINS: text })).toMatchObject({
      ok: false,
      faults: [expect.stringMatching(/^ORIGINS is /)],
    });
  });
});

describe("a cap", () => {
  const names = ["MAX_ROOMS", "MAX_MEMBERS", "MAX_CONNECTIONS_PER_ADDRESS", "MAX_JOINS_PER_MINUTE"];

  test.each(names)("%s is a whole number, and never none or without end", (name) => {
    for (const text of ["0", "-1", "1.5", "Infinity", "1e3", "1000001", "many"])
      expect(readConfig({ [name]: text })).toMatchObject({
        ok: false,
        faults: [`${name} is "${text}", but must be a whole number from 1 to 1000000.`],
      });
    expect(readConfig({ [name]: "1000000" })).toMatchObject({ ok: true });
  });
});

describe("the relay", () => {
  test.each([
    ["on", true],
    ["off", false],
  ])("is %s", (text, relay) => {
    expect(readConfig({ RELAY: text })).toMatchObject({ ok: true, config: { relay } });
  });

  test.each(["no", "0", "false", "OFF"])("can't be %s", (text) => {
    expect(readConfig({ RELAY: text })).toEqual({
      ok: false,
      faults: [`RELAY is "${text}", but must be on or off.`],
    });
  });

  test.each([
    ["0.5", 0.5],
    ["1", 1],
    ["1000000", 1_000_000],
  ])("forwards %s Mbit/s at most", (text, relayMbps) => {
    expect(readConfig({ RELAY_MBPS: text })).toMatchObject({ ok: true, config: { relayMbps } });
  });

  test.each(["0", "0.0", "-1", "1e3", "Infinity", "1000001", "10 Mbit/s", ".5"])(
    "can't be held to %s",
    (text) => {
      expect(readConfig({ RELAY_MBPS: text })).toEqual({
        ok: false,
        faults: [`RELAY_MBPS is "${text}", but must be a number above 0 of Mbit/s, at most 1000000.`],
      });
    },
  );
});

describe("a fault", () => {
  test.each(["65536", "-1", "3000.5", "1e3", "0x50", "http", "80 80", "٣"])("is the port %s", (port) => {
    expect(readConfig({ PORT: port })).toEqual({
      ok: false,
      faults: [`PORT is "${port}", but must be a whole number from 0 (any free port) to 65535.`],
    });
  });

  test.each(["a host", "http://localhost", "localhost/"])("is the host %s", (host) => {
    expect(readConfig({ HOST: host })).toEqual({
      ok: false,
      faults: [`HOST is "${host}", but must be a host name or an address to listen on.`],
    });
  });

  test.each(["debug", "INFO", "0"])("is the level %s", (level) => {
    expect(readConfig({ LOG_LEVEL: level })).toEqual({
      ok: false,
      faults: [`LOG_LEVEL is "${level}", but must be one of error, warn, info.`],
    });
  });

  test("never comes alone where there are several: all are told at once", () => {
    const reading = readConfig({ PORT: "x", HOST: "y z", LOG_LEVEL: "loud" });
    expect(reading).toMatchObject({
      ok: false,
      faults: [
        expect.stringMatching(/^PORT /),
        expect.stringMatching(/^HOST /),
        expect.stringMatching(/^LOG_LEVEL /),
      ],
    });
  });
});
