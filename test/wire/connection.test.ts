// The page's own line to the server, as it is in the browser but for the page: who waits and is let in,
// who is sent out, what is refused, and what becomes of all that when the connection is lost.

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { Server, type Socket } from "socket.io";
import { type Hello, limits, refusals, refuse } from "../../protocol/protocol.ts";
import { until } from "../until.ts";
import { type Attendee, closeAttendees, enter } from "./attendee.ts";
import { readBoot } from "./bare-client.ts";
import { type Browser, createBrowser } from "./browser.ts";
import { closePages, greeting, isIn, type Page, show, viewOf } from "./page.ts";
import { type ServerProcess, startServer } from "./server-process.ts";

/** Servers beside the one that all use. */
const running: ServerProcess[] = [];
let server: ServerProcess;

beforeAll(async () => {
  server = await startServer();
});

afterEach(async () => {
  closePages();
  closeAttendees();
  for (const { stop } of running.splice(0)) await stop();
});

afterAll(async () => {
  Reflect.deleteProperty(globalThis, "location");
  await server.stop();
});

const load = async (room: string) => show(server.url, await readBoot(server.url, room));

async function loadIn(room: string, hello: Partial<Hello> = {}): Promise<Page> {
  const page = await load(room);
  page.join(hello);
  await until(() => isIn(page), "the page to be in");
  return page;
}

const waitingOf = ({ meeting }: Page) => {
  const now = meeting();
  return now.phase === "joining" ? now.waiting : undefined;
};
const refusalOf = ({ meeting }: Page) => {
  const now = meeting();
  return now.phase === "lobby" ? now.refusal : undefined;
};
const noticesOf = ({ meeting }: Page) => meeting().notices.map(({ text }) => text);
const waits = (page: Page, code: keyof typeof refusals) =>
  until(() => waitingOf(page) === refusals[code], `the page to be told: ${code}`);

/** How a host may keep the door, and what those outside are told of it. */
const doors = [
  { setting: "waitingRoom", code: "waiting-room" },
  { setting: "locked", code: "locked" },
] as const;
type Door = (typeof doors)[number];

/** A room with a host in it, who lets people in. */
async function keepDoor({ setting }: Door = doors[0]): Promise<{ host: Attendee; room: string }> {
  const room = randomUUID();
  const host = await enter(server.url, room, { name: "Tess" });
  await host.ask("set-room", { [setting]: true });
  return { host, room };
}

const callersOf = (host: Attendee) => host.view()?.waiting?.map(({ id }) => id) ?? [];

async function knock(room: string, host: Attendee, { code }: Door = doors[0]): Promise<Page> {
  const page = await load(room);
  page.join();
  await waits(page, code);
  await until(() => callersOf(host).includes(page.id), "the host to be told");
  return page;
}

describe("a page in the lobby", () => {
  test("is told of the room as soon as it is connected, and whenever that changes", async () => {
    const room = randomUUID();
    const page = await load(room);
    await until(() => page.meeting().lobby !== undefined, "the first word of the room");
    expect(page.meeting()).toMatchObject({ server: "here", lobby: { inside: [], kind: null } });
    await enter(server.url, room, { name: "Tess", kind: "classroom" });
    await until(() => page.meeting().lobby?.kind === "classroom", "the room to be open");
    expect(page.meeting().lobby?.inside).toEqual(["Tess"]);
  });
});

describe("whoever comes before the host of an owned room", () => {
  let teacher: Browser;
  let room: string;

  async function waitForHost(): Promise<Page> {
    teacher = createBrowser(server.url);
    room = await teacher.open();
    await teacher.visit(room);
    const page = await load(room);
    page.join();
    await waits(page, "host-absent");
    return page;
  }

  test("waits, and comes in by themselves as soon as the host does", async () => {
    const page = await waitForHost();
    const host = await enter(server.url, room, { name: "Tess", kind: "classroom" }, teacher);
    await until(() => isIn(page), "the page to be in");
    expect(viewOf(page)).toMatchObject({ kind: "classroom", host: host.id });
    expect(page.meeting().notices).toEqual([]);
  });

  test("waits on over a new connection", async () => {
    const { port, url, room: name, stop } = await ownedElsewhere();
    const page = show(url, await readBoot(url, name));
    page.join();
    await waits(page, "host-absent");
    await stop("SIGKILL");
    await until(() => page.meeting().server === "away", "the page to know");
    running.push(await startServer({ PORT: port }));
    await until(() => page.events.filter(({ type }) => type === "wait").length > 1, "the page to wait again");
    expect(waitingOf(page)).toBe(refusals["host-absent"]);
  });

  test("no longer comes in once they don't want to, and may want to again", async () => {
    const page = await waitForHost();
    page.connection.stopWaiting();
    const host = await enter(server.url, room, { name: "Tess" }, teacher);
    await until(() => page.meeting().lobby?.kind === "meeting", "the word that the room is open");
    await host.ask("set-room", { waitingRoom: true });
    await until(() => page.meeting().lobby?.waitingRoom === true, "the next word");
    expect(page.events.map(({ type }) => type)).not.toContain("joined");
    expect(host.view()?.members).toHaveLength(1);
    await host.ask("set-room", { waitingRoom: false });
    page.connection.join(greeting);
    await until(() => host.view()?.members.length === 2, "the host to see them");
  });

  /** An owned room of a server that can be stopped, and started again where it was. */
  async function ownedElsewhere() {
    const other = await startServer();
    running.push(other);
    const owner = createBrowser(other.url);
    const name = await owner.open();
    await owner.visit(name);
    return { port: new URL(other.url).port, url: other.url, room: name, stop: other.stop };
  }
});

describe("whoever has to be let in", () => {
  test.each(doors)("comes in as soon as a host says so: $setting", async (door) => {
    const { host, room } = await keepDoor(door);
    const page = await knock(room, host, door);
    expect(page.events.map(({ type }) => type)).not.toContain("joined");
    expect(await host.ask("admit", page.id)).toMatchObject({ ok: true });
    await until(() => isIn(page), "the page to be in");
    expect(page.events.filter(({ type }) => type === "joined")).toHaveLength(1);
  });

  test.each(doors)("comes in as soon as nobody has to be, and once: $setting", async (door) => {
    const { host, room } = await keepDoor(door);
    const page = await knock(room, host, door);
    await host.ask("set-room", { [door.setting]: false });
    await until(() => isIn(page), "the page to be in");
    await page.connection.ask("react", "👍");
    expect(page.events.filter(({ type }) => type === "joined")).toHaveLength(1);
    expect(noticesOf(page)).toEqual([]);
  });

  test("is back in the lobby where a host turns them away, and told so", async () => {
    const { host, room } = await keepDoor();
    const page = await knock(room, host);
    expect(await host.ask("turn-away", page.id)).toMatchObject({ ok: true });
    await until(() => page.meeting().phase === "lobby", "the page to be in the lobby");
    expect(refusalOf(page)).toBe(refusals["turned-away"]);
    await host.ask("set-room", { waitingRoom: false });
    await until(() => page.meeting().lobby?.waitingRoom === false, "the word that the door is open");
    expect(host.view()?.members).toHaveLength(1);
  });

  test("is no longer at the door once they don't want to be", async () => {
    const { host, room } = await keepDoor();
    const page = await knock(room, host);
    page.connection.stopWaiting();
    await until(() => callersOf(host).length === 0, "the host to be told");
    page.connection.join(greeting);
    await until(() => callersOf(host).includes(page.id), "the host to be told again");
  });

  test("is out where they stop waiting just as they come in, and knows of the room again", async () => {
    const { host, room } = await keepDoor();
    const page = await knock(room, host);
    await host.ask("set-room", { waitingRoom: false });
    await until(() => isIn(page), "the page to be in");
    const late = await load(room);
    await until(() => late.meeting().lobby !== undefined, "the late page to be connected");
    const before = late.events.length;
    late.join();
    late.connection.stopWaiting();
    await until(() => late.events.slice(before).some(({ type }) => type === "lobby"), "another look");
    expect(late.events.map(({ type }) => type)).not.toContain("joined");
    expect(host.told("call-disconnected").map(([id]) => id)).toEqual([late.id]);
    await host.ask("set-room", { locked: true });
    await until(() => late.meeting().lobby?.locked === true, "the word of the lock");
    expect(await late.connection.ask("react", "👍")).toBe(false);
  });
});

describe("whoever is sent out", () => {
  test("is told that they were removed, and again when they come back", async () => {
    const room = randomUUID();
    const host = await enter(server.url, room);
    const page = await loadIn(room);
    expect(await host.ask("remove", page.id)).toMatchObject({ ok: true });
    await until(() => page.told.includes("out removed"), "the page to be told");
    const again = show(server.url, page);
    again.join();
    await until(() => again.told.length > 0, "the page to be told again");
    expect(again.told).toEqual(["out removed"]);
    expect(refusalOf(again)).toBe(refusals.removed);
    await until(() => again.meeting().lobby?.kind === "meeting", "a word of the room nevertheless");
  });

  test("is told that the meeting has ended, after the word that it will", async () => {
    const room = randomUUID();
    const host = await enter(server.url, room);
    const page = await loadIn(room);
    await host.ask("end", true);
    await until(() => viewOf(page)?.ending === true, "the word that it will end");
    expect(page.told).toEqual([]);
    await until(() => page.told.includes("out ended"), "the end");
  });
});

describe("what a page asks for", () => {
  test("is done, or refused with a notice that says why", async () => {
    const room = randomUUID();
    const host = await loadIn(room, { name: "Tess" });
    const guest = await loadIn(room, { name: "Ada" });
    expect(await guest.connection.ask("raise-hand", true)).toBe(true);
    expect(await host.connection.ask("lower-hand", guest.id)).toBe(true);
    expect(await host.connection.ask("remove", randomUUID())).toBe(false);
    expect(noticesOf(host).at(-1)).toBe(refusals["not-present"]);
    const before = noticesOf(guest);
    expect(await guest.connection.ask("end", true)).toBe(false);
    expect(noticesOf(guest)).toEqual([...before, refusals["not-allowed"]]);
  });

  test("is not done while the page is in no room, and the notice says so", async () => {
    const page = await load(randomUUID());
    await until(() => page.meeting().lobby !== undefined, "the page to be connected");
    expect(await page.connection.ask("set-room", { locked: true })).toBe(false);
    expect(await page.connection.getDeed()).toBeUndefined();
    expect(noticesOf(page)).toEqual(Array(2).fill(expect.stringMatching(/can't be reached.*was not done/)));
    expect(await page.connection.say("hello", "a-key")).toBeUndefined();
  });

  test("of a deed is given to the host alone", async () => {
    const room = randomUUID();
    const host = await loadIn(room);
    const guest = await loadIn(room);
    expect(await host.connection.getDeed()).toMatch(/\S/);
    expect(await guest.connection.getDeed()).toBeUndefined();
    expect(noticesOf(guest)).toEqual([refusals["not-allowed"]]);
  });
});

describe("what others do", () => {
  test("reaches the page: reactions, lines, how high they show it", async () => {
    const room = randomUUID();
    const [host, page] = [await enter(server.url, room), await loadIn(room)];
    await host.ask("react", "🎉");
    await host.ask("send", room, "hello");
    await host.ask("watch", page.id, 360);
    await host.ask("watch", page.id, 0, 1_080);
    await host.ask("mend", page.id, { type: "please", screen: page.id });
    await host.ask("suspect", page.id);
    await until(() => page.told.length === 4, "all of that to arrive");
    expect(page.told).toEqual([
      // Whoever says nothing of the screen may show it as large as they like.
      `watched ${host.id} 360 ${limits.height}`,
      `watched ${host.id} 0 1080`,
      `mend ${host.id} please of ${page.id}`,
      `suspected ${host.id}`,
    ]);
    expect(page.events).toContainEqual({ type: "reacted", id: host.id, reaction: "🎉" });
    expect(page.lines.map(({ message }) => message)).toEqual(["hello"]);
  });

  test("is told of how high it is shown, and of its devices once they are ready", async () => {
    const room = randomUUID();
    const [host, page] = [await enter(server.url, room), await loadIn(room)];
    await until(() => host.sees(page.id)?.ready === false, "the page to be getting ready");
    page.connection.watch(host.id, { camera: 240, screen: 0 });
    page.connection.setReady();
    await until(() => host.sees(page.id)?.ready === true, "the page to be ready");
    expect(host.told("watched")).toEqual([[page.id, 240, 0]]);
  });
});

describe("a microphone", () => {
  /** A page among those who may not unmute themselves. */
  async function hush() {
    const room = randomUUID();
    const host = await enter(server.url, room);
    const page = await loadIn(room, { microphone: false });
    await host.ask("set-room", { unmute: false });
    await until(() => viewOf(page)?.settings.unmute === false, "the setting");
    return { host, page };
  }

  test("that may not be switched on is switched off again, and the camera's is not", async () => {
    const { host, page } = await hush();
    page.connection.setMedia(true, true, false);
    await until(() => page.told.length > 0, "the page to be told");
    expect(page.told).toEqual(["off microphone"]);
    page.connection.setMedia(false, false, false);
    await until(() => host.sees(page.id)?.camera === false, "the camera to be off");
    expect(page.told).toEqual(["off microphone"]);
  });

  test("that a host asks for may be switched on, until a host switches it off", async () => {
    const { host, page } = await hush();
    const isAsked = () => {
      const now = page.meeting();
      return now.phase === "room" && now.unmuteAsked;
    };
    await host.ask("ask-unmute", page.id);
    await until(isAsked, "the page to be asked");
    await host.ask("mute", page.id);
    await until(() => page.told.length > 0, "the page to be told");
    expect(page.told).toEqual(["off microphone"]);
    expect(isAsked()).toBe(false);
    await host.ask("ask-unmute", page.id);
    await until(isAsked, "the page to be asked again");
    page.connection.setMedia(true, true, false);
    await until(() => host.sees(page.id)?.microphone === true, "the microphone to be on");
  });

  test("is one thing, and a screen is another: a host stops it, and it alone", async () => {
    const room = randomUUID();
    const [host, page] = [await enter(server.url, room), await loadIn(room)];
    page.connection.setMedia(true, true, true);
    await until(() => host.sees(page.id)?.screen === true, "the screen to be shown");
    await host.ask("stop-screen", page.id);
    await until(() => page.told.length > 0, "the page to be told");
    expect(page.told).toEqual(["off screen"]);
    await until(() => host.sees(page.id)?.screen === undefined, "the screen to be gone");
    expect(host.sees(page.id)).toMatchObject({ microphone: true, camera: true });
  });

  test("or a camera that a host switches off is off, and no question is answered by the camera", async () => {
    const { host, page } = await hush();
    await host.ask("ask-unmute", page.id);
    await host.ask("stop-camera", page.id);
    await until(() => page.told.length > 0, "the page to be told");
    expect(page.told).toEqual(["off camera"]);
    expect(page.meeting()).toMatchObject({ unmuteAsked: true });
  });
});

describe("a lost connection", () => {
  test("brings the page back to a process that knows nothing, with what has been switched meanwhile", async () => {
    const first = await startServer();
    running.push(first);
    const { port } = new URL(first.url);
    const teacher = await enter(first.url, "maths", { kind: "classroom" });
    const page = show(first.url, await readBoot(first.url, "maths"));
    page.join();
    await until(() => isIn(page), "the page to be in");
    expect(viewOf(page)?.host).toBe(teacher.id);
    closeAttendees();
    await first.stop("SIGKILL");
    await until(() => page.meeting().server === "away", "the page to know");
    expect(await page.connection.ask("react", "👍")).toBe(false);
    page.connection.setMedia(false, true, true);
    page.connection.setReady();
    running.push(await startServer({ PORT: port }));
    const own = () => viewOf(page)?.members.find(({ id }) => id === page.id);
    await until(() => own()?.microphone === false && own()?.ready === true, "what was switched");
    expect(own()?.screen).toBe(true);
    expect(viewOf(page)).toMatchObject({ kind: "classroom", host: teacher.id });
    expect(viewOf(page)?.members.map(({ id }) => id)).toEqual([teacher.id, page.id]);
  });
});

// What a real server does too seldom to wait for.
describe("a server of few words", () => {
  let io: Server;
  let url: string;

  beforeAll(async () => {
    const http = createServer().listen(0);
    await once(http, "listening");
    url = `http://localhost:${(http.address() as AddressInfo).port}`;
    io = new Server(http);
  });

  afterEach(() => {
    io.removeAllListeners("connection");
    io.disconnectSockets(true);
  });

  afterAll(() => io.close());

  type Ack = (reply: object) => void;

  /** Meets each connection of a page, counted from 0. */
  function meet(onGuest: (guest: Socket, count: number) => void): Page {
    let count = 0;
    io.on("connection", (guest) => {
      onGuest(guest, count);
      count += 1;
    });
    return show(url, { room: "maths", id: randomUUID(), ticket: "any" });
  }

  test("is asked again a second after it said that the place is taken, and not also for a connection before", async () => {
    const asked: { readonly connection: number; readonly at: number }[] = [];
    const page = meet((guest, connection) => {
      guest.on("join-room", (_room: string, _id: string, _hello: object, ack: Ack) => {
        asked.push({ connection, at: performance.now() });
        if (asked.length === 5) return ack({ ok: true, id: page.id, line: 0, at: 0 });
        ack(refuse("id-taken"));
        // The first connection breaks as soon as it has heard that.
        if (connection === 0) guest.conn.close();
      });
    });
    page.join();
    await until(() => page.meeting().phase === "room", "the page to be in", 20_000);
    const again = asked.filter(({ connection }) => connection === 1).map(({ at }) => at);
    const gaps = again.slice(1).map((at, index) => at - (again[index] ?? 0));
    expect(gaps).toHaveLength(3);
    for (const gap of gaps) expect(gap).toBeGreaterThan(900);
  });

  test("is asked again where what was waited for came about meanwhile, as a look at the lobby shows", async () => {
    let asked = 0;
    const page = meet((guest) => {
      guest.on("look-in", (_room: string, ack: Ack) =>
        ack({ ok: true, inside: [], kind: "meeting", owned: true, locked: false, waitingRoom: false }),
      );
      guest.on("join-room", (_room: string, _id: string, _hello: object, ack: Ack) => {
        asked += 1;
        ack(asked === 1 ? refuse("host-absent") : { ok: true, id: page.id, line: 0, at: 0 });
      });
    });
    page.join();
    await until(() => page.meeting().phase === "room", "the page to be in");
    expect(asked).toBe(2);
  });

  test("is told after a break what was switched meanwhile, and that the devices are ready", async () => {
    const heard: string[] = [];
    const page = meet((guest, connection) => {
      guest.on("join-room", (_room: string, _id: string, _hello: object, ack: Ack) => {
        ack({ ok: true, id: page.id, line: 0, at: 0 });
        if (connection === 0) guest.conn.close();
      });
      guest.on("set-media", (media: object) => heard.push(`${connection} ${JSON.stringify(media)}`));
      guest.on("ready", () => heard.push(`${connection} ready`));
    });
    page.join();
    await until(() => page.meeting().server === "away", "the break");
    page.connection.setMedia(false, true, false);
    page.connection.setReady();
    await until(() => heard.includes("1 ready"), "the word that the devices are ready");
    expect(heard).toContain(`1 ${JSON.stringify({ microphone: false, camera: true, screen: false })}`);
  });

  test("that breaks off before it answers is told of as such, and not as if nothing had been done", async () => {
    const page = meet((guest) => {
      guest.on("join-room", (_room: string, _id: string, _hello: object, ack: Ack) =>
        ack({ ok: true, id: page.id, line: 0, at: 0 }),
      );
      guest.on("mute", () => guest.conn.close());
    });
    page.join();
    await until(() => page.meeting().phase === "room", "the page to be in");
    expect(await page.connection.ask("mute", null)).toBe(false);
    expect(noticesOf(page)).toEqual([expect.stringMatching(/not answered.*may not have been done/)]);
  });

  test("that wants no word of a page which has gone on is not asked for ever", async () => {
    let looks = 0;
    const page = meet((guest) => {
      guest.on("look-in", (_room: string, ack: Ack) => {
        looks += 1;
        ack({ ok: true, inside: [], kind: "meeting", owned: true, locked: false, waitingRoom: false });
      });
      // Refuses in the same moment in which the page no longer wants to wait.
      guest.on("join-room", (_room: string, _id: string, _hello: object, ack: Ack) => {
        page.connection.stopWaiting();
        ack(refuse("host-absent"));
      });
      guest.on("leave", () => guest.emit("closing"));
    });
    page.join();
    await until(() => page.meeting().server === "closing", "the page's goodbye");
    await until(() => looks > 0, "its look at the lobby");
    const { length } = page.events;
    page.connection.join(greeting);
    await until(() => page.events.length > length, "the answer to its next wish");
    expect(looks).toBeLessThan(4);
    expect(page.events.map(({ type }) => type)).not.toContain("wait");
  });
});
