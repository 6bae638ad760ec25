// What somebody gets who asks for a page while the process ends.

import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { until } from "../until.ts";
import { connectWith, readBoot } from "./bare-client.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const paths = {
  root: "/",
  room: "/a-room",
  known: "/a-room?name=Ana",
  misnamed: "/a.room",
  missing: "/a/b/c",
  health: "/health",
};
type What = keyof typeof paths | "script";

let server: ServerProcess;
let answers: ReadonlyMap<What, Answer>;
let ended: number | null;
let tookMs: number;

beforeAll(async () => {
  server = await startServer();
  const { ticket } = await readBoot(server.url, "a-room");
  const html = await (await fetch(`${server.url}/a-room`)).text();
  const script = /src="(\/assets\/[^"]+)"/.exec(html)?.[1] ?? "";
  const looker = await connectWith(server.url, ticket);
  let closing = false;
  looker.on("closing", () => {
    closing = true;
  });
  const told = Date.now();
  const end = server.stop();
  await until(() => closing, "the process to be about to end");
  const asked = Object.entries({ ...paths, script }).map(async ([what, path]) => {
    const response = await fetch(server.url + path, { redirect: "manual" });
    const { status, headers } = response;
    return [what as What, { status, headers, body: await response.text() }] as const;
  });
  answers = new Map(await Promise.all(asked));
  ended = await end;
  tookMs = Date.now() - told;
});

afterAll(async () => {
  await server.stop();
});

function answerTo(what: What): Answer {
  const answer = answers.get(what);
  if (!answer) throw new Error(`Nothing was asked for ${what}`);
  return answer;
}

describe.each(["root", "room", "known"] as const)("a page that somebody comes for (%s)", (what) => {
  test("says that it is back in a moment, for no cache, and when to ask again", () => {
    const { status, headers, body } = answerTo(what);
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("2");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("content-type")).toMatch(/^text\/html/);
    expect(body).toMatch(/<title>Back in a moment/);
    expect(body).not.toContain('id="boot"');
    expect(headers.get("set-cookie")).toBeNull();
  });

  test("is whole: it asks for no file", () => {
    const { body } = answerTo(what);
    expect(body).not.toMatch(/\bsrc=|\/assets\//);
    expect([...body.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual(["data:,"]);
  });

  test("runs its own script and wears its own sheet, and no others", () => {
    const { headers, body } = answerTo(what);
    const policy = headers.get("content-security-policy") ?? "";
    const digest = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    for (const [element, directive] of [
      ["script", "script-src"],
      ["style", "style-src"],
    ] as const) {
      const [one, ...more] = [...body.matchAll(new RegExp(`<${element}[^>]*>([^]*?)</${element}>`, "g"))];
      expect(more).toEqual([]);
      expect(policy.split(";")).toContain(`${directive} ${digest(one?.[1] ?? "")}`);
    }
    for (const rule of [
      "default-src 'none'",
      "connect-src 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split(";")).toContain(rule);
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  test("without scripts, is loaded again by itself", () => {
    expect(answerTo(what).body).toContain('<noscript><meta http-equiv="refresh" content="2"></noscript>');
  });
});

test("a person comes in muted and with the camera off, and is told so", () => {
  expect(answerTo("room").body).toMatch(/You come in by yourself.*muted and with the camera off/);
  expect(answerTo("root").body).toContain("Your new room opens by itself");
});

test("what isn't a room's page is what it always was", () => {
  expect(answerTo("misnamed").status).toBe(404);
  expect(answerTo("missing").status).toBe(404);
  expect(answerTo("health").status).toBe(503);
  expect(JSON.parse(answerTo("health").body)).toMatchObject({ status: "draining" });
  expect(answerTo("script").status).toBe(200);
  expect(answerTo("script").headers.get("cache-control")).toContain("immutable");
});

test("the process takes a second for that, and then ends by itself", () => {
  expect(ended).toBe(0);
  expect(tookMs).toBeGreaterThanOrEqual(1_000);
  expect(tookMs).toBeLessThan(5_000);
});
