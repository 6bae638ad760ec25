// What the pages tell a browser to keep: whom a fresh room was made for, and who came back.

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type Browser, cookiesOf, createBrowser } from "./browser.ts";
import { type ServerProcess, startServer } from "./server-process.ts";
import { expectNoTicketIn, tickets } from "./tickets.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

const year = 365 * 86_400;
const fresh = (): Browser => createBrowser(server.url);

/** Who a ticket says its holder is. */
function personOf(ticket: string): { readonly person: string; readonly byDeed: boolean } {
  const admission = tickets.check(ticket, Date.now());
  if (!admission.ok) throw new Error(admission.code);
  return admission.ticket;
}

async function deedOf(browser: Browser): Promise<{ readonly room: string; readonly deed: string }> {
  const room = await browser.open();
  return { room, deed: browser.cookies().find(({ name }) => name === "deed")?.value ?? "" };
}

describe("the way to a fresh room", () => {
  test("leaves two cookies for that room's path alone, which no script reads and no other site sends", async () => {
    const opened = await fetch(server.url, { redirect: "manual" });
    const path = opened.headers.get("location");
    const cookies = cookiesOf(opened);
    expect(cookies.map(({ name }) => name)).toEqual(["fresh", "deed"]);
    for (const cookie of cookies) {
      expect(cookie.path).toBe(path);
      expect(cookie.flags).toEqual(expect.arrayContaining(["httponly", "samesite=lax"]));
      expect(cookie.flags).not.toContain("secure");
      expect(cookie.flags.filter((flag) => flag.startsWith("domain"))).toEqual([]);
    }
    expect(cookies[0]?.flags).toContain("max-age=60");
    expect(cookies[1]?.flags).toContain(`max-age=${year}`);
    expect(opened.headers.get("cache-control")).toBe("no-store");
  });

  test("makes whoever took it the host, whenever they come back, and nobody else", async () => {
    const [founder, guest] = [fresh(), fresh()];
    const room = await founder.open();
    const first = await founder.visit(room);
    expect(first).toMatchObject({ room, host: true, fresh: true });
    const again = await founder.visit(room);
    expect(again).toMatchObject({ host: true, fresh: false });
    expect(again.id).not.toBe(first.id);
    expect(personOf(again.ticket).person).toBe(personOf(first.ticket).person);
    expect(await guest.visit(room)).toMatchObject({ host: false, fresh: false });
    // Nor them, in a room that was made for somebody else.
    expect(await founder.visit(await fresh().open())).toMatchObject({ host: false });
  });

  test("is that of a browser that is the founder without being a visitor", async () => {
    const founder = fresh();
    await founder.visit(await founder.open());
    expect(founder.cookies().map(({ name }) => name)).toEqual(["deed"]);
  });

  test("leads to a host whose page's ticket ran out long ago", async () => {
    const founder = fresh();
    const room = await founder.open();
    expect(await founder.renew(room, {})).toMatchObject({ host: true });
    expect(await fresh().renew(room, {})).toMatchObject({ host: false });
  });
});

describe("a deed", () => {
  const show = async (room: string, cookie: string) => {
    const response = await fetch(`${server.url}/${room}`, { headers: { cookie } });
    expect(response.status).toBe(200);
    return /"host":(true|false)/.exec(await response.text())?.[1];
  };

  test("counts for its own room alone", async () => {
    const [one, other] = [await deedOf(fresh()), await deedOf(fresh())];
    expect(await show(one.room, `deed=${one.deed}`)).toBe("true");
    expect(await show(one.room, `deed=${other.deed}`)).toBe("false");
    expect(await show("by-hand", `deed=${one.deed}`)).toBe("false");
  });

  test.each<readonly [string, (deed: string) => string]>([
    ["edited in its person", (deed) => `A${deed.slice(1, 5)}${deed[5] === "A" ? "B" : "A"}${deed.slice(6)}`],
    ["edited in its signature", (deed) => `${deed.slice(0, -2)}${deed.endsWith("AA") ? "BB" : "AA"}`],
    ["without a signature", (deed) => `${deed.split(".")[0]}.`],
    ["without a person", (deed) => `.${deed.split(".")[1]}`],
    ["with more behind it", (deed) => `${deed}.x`],
    ["quoted", (deed) => `"${deed}"`],
    ["that is empty", () => ""],
    ["far too long", (deed) => deed + "A".repeat(4_000)],
  ])("%s makes nobody a host", async (_what, edit) => {
    const { room, deed } = await deedOf(fresh());
    expect(await show(room, `deed=${edit(deed)}`)).toBe("false");
  });

  test("makes another device the host's as well, by the ticket it gets for it, and only with it", async () => {
    const { room, deed } = await deedOf(fresh());
    const device = fresh();
    const { id, ticket } = await device.visit(room);
    expect(personOf(ticket)).toMatchObject({ byDeed: false });
    const renewal = await device.renew(room, { ticket, deed });
    expect(renewal).toMatchObject({ id, host: true });
    expect(personOf(renewal.ticket)).toMatchObject({ byDeed: true });
    // It stays so over a renewal, and is nothing in another room.
    expect(await device.renew(room, { ticket: renewal.ticket })).toMatchObject({ id, host: true });
    expect(await device.renew(room, { ticket, deed: `${deed}x` })).toMatchObject({ id, host: false });
    expect(await device.renew("by-hand", { ticket, deed })).toMatchObject({ host: false });
  });

  test.each<readonly [string, unknown]>([
    ["null", null],
    ["a number", 7],
    ["a list", ["x"]],
    ["an object", { toString: 1 }],
    ["too long", "x".repeat(2_000)],
  ])("that is %s is none, and no fault of the server's", async (_what, deed) => {
    const { room } = await deedOf(fresh());
    expect(await fresh().renew(room, { deed })).toMatchObject({ host: false });
  });
});

describe("a visitor", () => {
  test("is known again in a room, as somebody else in each, and never by what their browser keeps", async () => {
    const browser = fresh();
    const [one, two, other] = [await browser.visit("a"), await browser.visit("a"), await browser.visit("b")];
    const persons = [one, two, other].map(({ ticket }) => personOf(ticket).person);
    expect(persons[0]).toBe(persons[1]);
    expect(persons[0]).not.toBe(persons[2]);
    expect(one.id).not.toBe(two.id);
    const [visitor] = browser.cookies();
    expect(visitor).toMatchObject({ name: "visitor", path: "/" });
    expect(visitor?.flags).toEqual(expect.arrayContaining(["httponly", "samesite=lax"]));
    expect(persons).not.toContain(visitor?.value);
    expect(personOf((await fresh().visit("a")).ticket).person).not.toBe(persons[0]);
  });

  test("stays who they are when their page's ticket is renewed, or can't be", async () => {
    const browser = fresh();
    const { id, ticket } = await browser.visit("a");
    const [renewed, anew] = [await browser.renew("a", { ticket }), await browser.renew("a", {})];
    expect(renewed.id).toBe(id);
    expect(anew.id).not.toBe(id);
    for (const one of [renewed, anew]) expect(personOf(one.ticket).person).toBe(personOf(ticket).person);
  });

  test("is told who they are once", async () => {
    const browser = fresh();
    await browser.visit("a");
    const again = await browser.get("/a");
    expect(cookiesOf(again)).toEqual([]);
  });

  const someone = "0f8fad5b-d9cb-469f-a165-70867728950e";

  test.each<readonly [string, string]>([
    ["nothing under the name", "visitor="],
    ["too little", "visitor=x"],
    ["too much", `visitor=${"a".repeat(37)}`],
    ["other letters", `visitor=${"é".repeat(36)}`],
    ["quotes", `visitor="${someone}"`],
    ["names alone", "deed; fresh; visitor"],
    ["points and commas", "=;=;;;"],
    ["a name that ends like it", `other-visitor=${someone}`],
    ["what every object has", "__proto__=x; constructor=y; toString=z"],
    ["a deed of nonsense", `deed=${"%".repeat(500)}`],
  ])("who shows %s is somebody new", async (_what, cookie) => {
    const response = await fetch(`${server.url}/a`, { headers: { cookie: cookie } });
    expect(response.status).toBe(200);
    expect(cookiesOf(response)).toMatchObject([{ name: "visitor" }]);
  });

  test("with more cookies than a request may hold is turned away, and nobody else", async () => {
    const response = await fetch(`${server.url}/a`, { headers: { cookie: `x=${"y".repeat(60_000)}` } });
    expect(response.status).toBe(431);
    expect((await fresh().get("/a")).status).toBe(200);
  });
});

test("a room by hand is the same room in capitals, and nobody's", async () => {
  const browser = fresh();
  const [small, capital] = [await browser.visit("by-hand"), await browser.visit("BY-Hand")];
  expect([small, capital]).toMatchObject([
    { room: "by-hand", host: false },
    { room: "by-hand", host: false },
  ]);
  expect(personOf(small.ticket).person).toBe(personOf(capital.ticket).person);
});

test("a fresh room in capitals is the same room, where the founder's link keeps its power", async () => {
  const founder = fresh();
  const { room, deed } = await deedOf(founder);
  const boot = await founder.visit(room.toUpperCase());
  // A browser shows the cookie on the path that it came with alone.
  expect(boot).toMatchObject({ room, host: false });
  expect(await founder.renew(room, { ticket: boot.ticket, deed })).toMatchObject({ host: true });
});

test("every cookie is for secure connections alone where a proxy of ours says that this is one", async () => {
  const proxied = await startServer({ TRUST_PROXY: "1" });
  const flagsBy = async (path: string, scheme: string) => {
    const headers = { "x-forwarded-proto": scheme };
    const cookies = cookiesOf(await fetch(proxied.url + path, { redirect: "manual", headers }));
    return cookies.map(({ flags }) => flags.includes("secure"));
  };
  expect([await flagsBy("/", "https"), await flagsBy("/a", "https")]).toEqual([[true, true], [true]]);
  expect([await flagsBy("/", "http"), await flagsBy("/a", "http")]).toEqual([[false, false], [false]]);
  await proxied.stop();
});

test("nothing of all that stands in what the server writes, nor a fault", () => {
  expectNoTicketIn(server);
  expect(server.log()).not.toMatch(/"level":"(?:error|warn)"/);
});
