import { describe, expect, test } from "@jest/globals";
import { readConfig } from "../../server/config.ts";

const defaults = { port: 3000, host: undefined, logLevel: "info" };

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
    const reading = readConfig({ PORT: "8080", HOST: "127.0.0.1", LOG_LEVEL: "warn" });
    expect(reading).toEqual({ ok: true, config: { port: 8080, host: "127.0.0.1", logLevel: "warn" } });
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
