// What every answer tells the browser, and what a room's page is told of how it was opened.

import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bootOf } from "./bare-client.ts";
import { cookiesOf } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { expectNoTicketIn, tickets } from "./tickets.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(server.url + path, { redirect: "manual", headers });
}

describe("every answer", () => {
  const policy =
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;media-src 'self' blob:;connect-src 'self';worker-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none'";

  test.each<readonly [what: string, path: string, status: number]>([
    ["the redirect to a fresh room", "/", 302],
    ["a room's page", "/a-room", 200],
    ["the error page", "/a.room", 404],
    ["a page that isn't there", "/a/b/c", 404],
    ["a path that can't be read", "/%E0%A4%A", 404],
    ["the health", "/health", 200],
    ["PeerServer's, which has no pages", "/peerjs/peerjs/id", 404],
    ["a ticket's, asked for as a page", "/a-room/ticket", 404],
  ])("(%s) forbids what a meeting doesn't need", async (_what, path, status) => {
    const response = await get(path);
    expect(response.status).toBe(status);
    expectProtected(response);
  });

  test("(the page's files) forbids everything, in few words", async () => {
    const html = await (await get("/a-room")).text();
    const files = [...html.matchAll(/"(\/assets\/[^"]+)"/g)].flatMap(([, path]) => path ?? []);
    expect(files).toHaveLength(2);
    for (const file of files) {
      const { headers } = await get(file);
      expect(headers.get("content-security-policy")).toBe("default-src 'none';frame-ancestors 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
    }
  });

  test("(what blurs a picture) may compile its engine, and ask nobody else", async () => {
    const { headers } = await get(`/assets/${nameOf("painter-")}`);
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none';connect-src 'self';script-src 'wasm-unsafe-eval';frame-ancestors 'none'",
    );
    for (const [name, type] of [
      ["tflite-", "application/wasm"],
      ["selfie_", "application/octet-stream"],
    ] as const) {
      const { headers } = await get(`/assets/${nameOf(name)}`, { "Accept-Encoding": "br" });
      expect(headers.get("content-type")).toBe(type);
      expect(headers.get("content-encoding")).toBe("br");
      expect(headers.get("cache-control")).toContain("immutable");
    }
  });

  /** As the build called the file that begins so. */
  function nameOf(beginning: string): string | undefined {
    return readdirSync("dist/assets").find((name) => name.startsWith(beginning));
  }

  function expectProtected({ headers }: Response): void {
    expect(headers.get("content-security-policy")).toBe(policy);
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    const permissions = headers.get("permissions-policy")?.split(", ") ?? [];
    for (const used of ["camera", "microphone", "display-capture"])
      expect(permissions).toContain(`${used}=(self)`);
    for (const unused of ["geolocation", "payment", "usb", "midi"])
      expect(permissions).toContain(`${unused}=()`);
    // Nothing is granted to anybody else.
    for (const permission of permissions) expect(permission).toMatch(/^[a-z-]+=\((?:self)?\)$/);
    expect(headers.get("x-powered-by")).toBeNull();
    expect(headers.get("access-control-allow-origin")).toBeNull();
  }

  test("runs no script that stands in the page itself", async () => {
    const html = await (await get("/a-room")).text();
    const scripts = [...html.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes ?? "");
    for (const attributes of scripts) expect(attributes).toMatch(/ src="\/assets\/|type="application\/json"/);
    expect(html).not.toMatch(/\son\w+=|\sstyle=|<style|javascript:/i);
  });
});

describe("a room that was opened by the redirect to it", () => {
  test("is known to be fresh by a cookie for that path, which no script can read", async () => {
    const opened = await get("/");
    const path = opened.headers.get("location") ?? "";
    const [pair, ...attributes] = opened.headers.get("set-cookie")?.split("; ") ?? [];
    expect(pair).toBe("fresh=1");
    expect(attributes).toEqual(expect.arrayContaining([`Path=${path}`, "HttpOnly", "SameSite=Lax"]));
    expect(attributes.find((attribute) => attribute.startsWith("Max-Age="))).toBe("Max-Age=60");
    expect(attributes).not.toContain("Secure");
  });

  test("is fresh once: the page takes the cookie back", async () => {
    const path = `/${randomUUID()}`;
    const page = await get(path, { cookie: "theme=dark; fresh=1" });
    expect(bootOf(await page.text()).fresh).toBe(true);
    const taken = page.headers.get("set-cookie") ?? "";
    expect(taken).toContain("fresh=;");
    expect(taken).toContain(`Path=${path};`);
    expect(taken).toContain("Expires=Thu, 01 Jan 1970");
  });

  test.each([{}, { cookie: "refresh=1" }, { cookie: "fresher=1; other=fresh=1" }])(
    "isn't claimed by whoever comes with %j",
    async (headers) => {
      const page = await get(`/${randomUUID()}`, headers);
      expect(bootOf(await page.text()).fresh).toBe(false);
      expect(cookiesOf(page).map(({ name }) => name)).toEqual(["visitor"]);
    },
  );

  test("has its cookie for secure connections alone where a proxy of ours says that this is one", async () => {
    const proxied = await startServer({ TRUST_PROXY: "1" });
    const ask = (scheme: string) =>
      fetch(proxied.url, { redirect: "manual", headers: { "x-forwarded-proto": scheme } });
    expect((await ask("https")).headers.get("set-cookie")).toContain("; Secure");
    expect((await ask("http")).headers.get("set-cookie")).not.toContain("; Secure");
    await proxied.stop();
    const direct = await get("/", { "x-forwarded-proto": "https" });
    expect(direct.headers.get("set-cookie")).not.toContain("; Secure");
  });
});

describe("POST /:room/ticket", () => {
  function post(path: string, body: string, type = "application/json"): Promise<Response> {
    return fetch(server.url + path, { method: "POST", body, headers: { "content-type": type } });
  }

  async function expectRefused(response: Response, status: number, code: string): Promise<void> {
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ ok: false, code, message: expect.stringMatching(/\S/) });
  }

  test("exchanges a ticket for one of the same id and room, which is not to be stored", async () => {
    const id = randomUUID();
    const response = await post(
      "/A-Room/ticket",
      JSON.stringify({
        ticket: tickets.issue({ room: "a-room", id, person: "somebody", byDeed: false }, Date.now()),
      }),
    );
    expect(response.headers.get("cache-control")).toBe("no-store");
    const renewal = (await response.json()) as { id: string; ticket: string };
    expect(Object.keys(renewal)).toEqual(["id", "ticket", "host", "iceServers", "relay"]);
    expect(tickets.check(renewal.ticket, Date.now())).toMatchObject({ ticket: { room: "a-room", id } });
  });

  test.each([
    ["cut short", "{"],
    ["a list", "[]"],
    ["a number", "7"],
    ["null", "null"],
    ["deeply nested", `${"[".repeat(2_000)}`],
  ])("answers a body that is %s with a sentence, and nothing of its inside", async (_what, body) => {
    await expectRefused(await post("/a-room/ticket", body), 400, "malformed");
  });

  test("answers what is no JSON, or in an encoding nobody knows, in the same way", async () => {
    await expectRefused(await post("/a-room/ticket", "ticket=x", "text/plain"), 400, "malformed");
    const odd = await post("/a-room/ticket", "{}", "application/json; charset=x-none");
    await expectRefused(odd, 415, "malformed");
  });

  test("reads no body larger than a ticket needs", async () => {
    const body = JSON.stringify({ ticket: "x".repeat(1_000_000) });
    await expectRefused(await post("/a-room/ticket", body), 413, "malformed");
  });

  test.each(["/health/ticket", "/peerjs/ticket", "/a.b/ticket", "/assets/ticket"])(
    "has none for %s, which is no room",
    async (path) => {
      expect((await post(path, "{}")).status).toBe(404);
    },
  );

  test.each([{}, { ticket: null }, { ticket: { toString: 1 } }, { ticket: ["x"] }, { __proto__: null }])(
    "gives somebody new to whoever shows %j",
    async (body) => {
      const response = await post("/a-room/ticket", JSON.stringify(body));
      expect(await response.json()).toEqual({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        ticket: expect.stringMatching(/^eyJ/),
        host: false,
        // To be tried by whoever may come in; there are none here.
        iceServers: [],
        relay: true,
      });
    },
  );
});

test("nothing of all that leaves a ticket in what the server writes, or a fault", () => {
  expectNoTicketIn(server);
  expect(server.log()).not.toMatch(/"level":"(?:error|warn)"/);
});
