// What a browser, or a curious hand, gets by HTTP.

import { request } from "node:http";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { bootOf } from "./bare-client.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

const uuid = /^\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(server.url + path, { redirect: "manual", ...init });
}

/** As `fetch` can't: with the path and the encodings exactly as given. */
function getRaw(
  path: string,
  encodings = "",
): Promise<{ status: number; encoding: string | undefined; body: Buffer }> {
  const { port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const call = request({ port, path, headers: { "accept-encoding": encodings } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          encoding: response.headers["content-encoding"],
          body: Buffer.concat(parts),
        }),
      );
    });
    call.on("error", reject);
    call.end();
  });
}

describe("GET /", () => {
  test("leads to a fresh room, another each time", async () => {
    const [one, two] = [await get("/"), await get("/")];
    expect(one.status).toBe(302);
    expect(one.headers.get("location")).toMatch(uuid);
    expect(one.headers.get("location")).not.toBe(two.headers.get("location"));
  });
});

describe("GET /:room", () => {
  test("is the room's page, with its boot data and an id of its own each time", async () => {
    const [one, two] = [await get("/german-101"), await get("/german-101")];
    expect(one.status).toBe(200);
    expect(one.headers.get("cache-control")).toBe("no-store");
    const [first, second] = [bootOf(await one.text()), bootOf(await two.text())];
    expect(first.room).toBe("german-101");
    expect(first.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.id).not.toBe(second.id);
  });

  test.each([
    ["/Stra%C3%9Fe_7", "straße_7"],
    ["/%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80", "हिन्दी"],
    ["/E%CC%81cole", "école"],
    ["/German-101", "german-101"],
    ["/german-101/", "german-101"],
    [`/${"a".repeat(64)}`, "a".repeat(64)],
  ])("takes %s as the room %s", async (path, room) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(bootOf(await response.text()).room).toBe(room);
  });

  test.each([
    "/%3Cimg%20src=x%20onerror=alert(1)%3E",
    "/a%20b",
    "/-leading",
    "/a.b",
    `/${"a".repeat(65)}`,
    "/%F0%9F%98%80",
    "/%00",
    "/%E0%A4%A",
    "/favicon.ico",
    "/assets",
    "/relay",
    "/health/",
    "/a/b",
    "/assets/no-such.js",
    "/..%2f..%2fpackage.json",
    "/%2e%2e/package.json",
  ])("answers %s with a page that explains itself, or nothing of a room", async (path) => {
    const { status, body } = await getRaw(path);
    const html = body.toString();
    if (path === "/health/") return expect(status).toBe(200);
    expect(status).toBe(404);
    expect(html).toContain("<h1>");
    expect(html).not.toContain("<img");
    expect(html).not.toContain('id="boot"');
    return undefined;
  });

  test("says what a name may be, and shows what was asked for as text", async () => {
    const html = await (await get("/%3Cimg%20onerror%3E")).text();
    expect(html).toContain("letters, digits, hyphens and underscores");
    expect(html).toContain("&lt;img onerror&gt;");
  });
});

describe("the page's files", () => {
  test("are named by their content, cached for good, and come from here alone", async () => {
    const html = await (await get("/x")).text();
    const urls = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].flatMap(([, url]) => url ?? []);
    const [icons, files] = [/^data:/, /^\/assets\//].map((form) => urls.filter((url) => form.test(url)));
    expect([icons, files, urls].map((found) => found?.length)).toEqual([1, 2, 3]);
    for (const url of files ?? []) {
      expect(url).toMatch(/^\/assets\/\w+-[A-Z0-9]{8}\.(js|css)$/);
      const response = await get(url);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toMatch(/max-age=31536000.*immutable/);
    }
  });

  test("come as they were compressed at build time, to whoever understands it", async () => {
    const html = await (await get("/x")).text();
    const script = /src="([^"]+)"/.exec(html)?.[1] ?? "";
    const plain = await getRaw(script);
    const brotli = await getRaw(script, "gzip, br");
    const gzip = await getRaw(script, "gzip");
    expect([plain.encoding, brotli.encoding, gzip.encoding]).toEqual([undefined, "br", "gzip"]);
    expect(brotliDecompressSync(brotli.body).equals(plain.body)).toBe(true);
    expect(brotli.body.length).toBeLessThan(gzip.body.length);
  });
});

describe("GET /health", () => {
  test("tells nobody but this machine itself how many there are", async () => {
    const through = await get("/health", { headers: { "X-Forwarded-For": "203.0.113.7" } });
    expect(await through.json()).toEqual({ status: "ok" });
  });

  test("answers", async () => {
    const response = await get("/health");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: "ok", rooms: 0, connections: 0 });
  });
});
