import type { IncomingMessage } from "node:http";
import { describe, expect, test } from "@jest/globals";
import express from "express";
import { createVisitors, type TrustsProxy, type Visitors } from "../../server/visitors.ts";

interface Asked {
  readonly from?: string;
  readonly forwarded?: string;
  readonly origin?: string;
  readonly host?: string;
  readonly forwardedHost?: string;
}

/** A request, in so far as it is looked at. */
function request({ from = "192.0.2.1", forwarded, origin, host, forwardedHost }: Asked): IncomingMessage {
  const headers = {
    ...(forwarded !== undefined && { "x-forwarded-for": forwarded }),
    ...(origin !== undefined && { origin }),
    ...(host !== undefined && { host }),
    ...(forwardedHost !== undefined && { "x-forwarded-host": forwardedHost }),
  };
  return { headers, socket: { remoteAddress: from } } as unknown as IncomingMessage;
}

/** As the server makes them from its configuration. */
function visitors(trust: number | readonly string[] = 0, origins: readonly string[] = []): Visitors {
  const app = express();
  app.set("trust proxy", trust);
  const trustsProxy: TrustsProxy = app.get("trust proxy fn");
  return createVisitors(trustsProxy, origins);
}

const address = (asked: Asked, trust?: number | readonly string[]) =>
  visitors(trust).addressOf(request(asked));

describe("a visitor's address", () => {
  test("is that of the connection where no proxy is trusted, whatever is said of it", () => {
    expect(address({})).toBe("192.0.2.1");
    expect(address({ forwarded: "198.51.100.7" })).toBe("192.0.2.1");
    expect(address({ forwarded: "198.51.100.7, 203.0.113.9" })).toBe("192.0.2.1");
  });

  test("is what the one proxy in front says, and not what was said to it", () => {
    expect(address({ forwarded: "198.51.100.7" }, 1)).toBe("198.51.100.7");
    expect(address({ forwarded: "1.2.3.4, 198.51.100.7" }, 1)).toBe("198.51.100.7");
    expect(address({ forwarded: "1.2.3.4, 198.51.100.7, 10.0.0.2" }, 2)).toBe("198.51.100.7");
  });

  test("is the farthest known where fewer proxies stand in front than were said to", () => {
    expect(address({}, 1)).toBe("192.0.2.1");
    expect(address({ forwarded: "198.51.100.7" }, 3)).toBe("198.51.100.7");
    expect(address({ forwarded: " , ," }, 1)).toBe("192.0.2.1");
  });

  test("is believed only of the proxies that are named", () => {
    const named = ["10.0.0.0/8", "::1"];
    expect(address({ from: "10.1.2.3", forwarded: "198.51.100.7" }, named)).toBe("198.51.100.7");
    expect(address({ from: "::ffff:10.1.2.3", forwarded: "198.51.100.7" }, named)).toBe("198.51.100.7");
    expect(address({ from: "::1", forwarded: "1.2.3.4, 198.51.100.7, 10.9.9.9" }, named)).toBe(
      "198.51.100.7",
    );
    expect(address({ from: "192.0.2.1", forwarded: "198.51.100.7" }, named)).toBe("192.0.2.1");
  });

  test("of IPv4 is the same however the machine writes it", () => {
    expect(address({ from: "::ffff:192.0.2.1" })).toBe("192.0.2.1");
    expect(address({ from: "::FFFF:192.0.2.1" })).toBe("192.0.2.1");
  });

  test.each([
    ["2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"],
    ["2001:db8:1:2:3:4:5:6", "2001:0DB8:0001:0002::"],
    ["fe80::1%eth0", "fe80::2"],
    ["2001:db8::1", "2001:db8:0:0:1::"],
    ["::1", "::2"],
    ["1::", "1:0:0:0:8:8:8:8"],
  ])("of IPv6 is one with all of its network: %s and %s", (one, other) => {
    expect(address({ from: one })).toBe(address({ from: other }));
  });

  test.each([
    ["2001:db8:1:2::1", "2001:db8:1:3::1"],
    ["2001:db8::1", "2001:db8:0:1::1"],
    ["1::", "::1"],
    ["1:2:3:4::", "1:2:3::4"],
  ])("of IPv6 tells networks apart: %s and %s", (one, other) => {
    expect(address({ from: one })).not.toBe(address({ from: other }));
  });

  test("is something even of a connection that is over already", () => {
    const gone = { headers: {}, socket: {} } as unknown as IncomingMessage;
    expect(visitors().addressOf(gone)).toBe("");
  });
});

describe("a page", () => {
  const isForeign = (asked: Asked, trust?: number, origins?: readonly string[]) =>
    visitors(trust, origins).isForeign(request(asked));

  test.each<readonly [origin: string, host: string]>([
    ["https://meet.example.org", "meet.example.org"],
    ["https://meet.example.org", "meet.example.org:443"],
    ["http://localhost:3000", "localhost:3000"],
    // A proxy in front speaks HTTPS, and HTTP to us.
    ["https://meet.example.org:8443", "meet.example.org:8443"],
    ["http://meet.example.org", "meet.example.org"],
    ["https://meet.example.org", "Meet.Example.ORG"],
    ["http://[::1]:3000", "[::1]:3000"],
  ])("of %s is this site's own where that is %s", (origin, host) => {
    expect(isForeign({ origin, host })).toBe(false);
  });

  test.each<readonly [origin: string, host: string]>([
    ["https://elsewhere.example", "meet.example.org"],
    ["https://meet.example.org.evil.example", "meet.example.org"],
    ["https://evil-meet.example.org", "meet.example.org"],
    ["http://localhost:3001", "localhost:3000"],
    ["http://localhost", "localhost:3000"],
    ["https://example.org", "meet.example.org"],
    ["null", "meet.example.org"],
    ["null", "null"],
    ["", "meet.example.org"],
    ["not an origin", "meet.example.org"],
    ["meet.example.org", "meet.example.org"],
  ])("of %j is another's where that is %s", (origin, host) => {
    expect(isForeign({ origin, host })).toBe(true);
  });

  test("of an origin is another's where this site has no name", () => {
    expect(isForeign({ origin: "https://meet.example.org" })).toBe(true);
  });

  test("that the operator named may connect, by its whole origin", () => {
    const origins = ["https://friend.example"];
    const host = "meet.example.org";
    expect(isForeign({ origin: "https://friend.example", host }, 0, origins)).toBe(false);
    for (const origin of ["http://friend.example", "https://friend.example:444", "https://a.friend.example"])
      expect(isForeign({ origin, host }, 0, origins)).toBe(true);
    expect(isForeign({ origin: "https://meet.example.org", host }, 0, origins)).toBe(false);
  });

  test("is no page at all that names none: a program", () => {
    expect(isForeign({ host: "meet.example.org" })).toBe(false);
  });

  test("can't name the site it is compared with, unless a proxy of ours does", () => {
    const asked = { origin: "https://evil.example", host: "inner:3000", forwardedHost: "evil.example" };
    expect(isForeign(asked)).toBe(true);
    const own = { origin: "https://meet.example.org", host: "inner:3000", forwardedHost: "meet.example.org" };
    expect(isForeign(own, 1)).toBe(false);
    expect(isForeign({ ...own, origin: "https://evil.example" }, 1)).toBe(true);
  });
});
