import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { holdTicket } from "../../client/meeting/ticket.ts";

const hourMs = 3_600_000;
const fetched = globalThis.fetch;

afterEach(() => {
  globalThis.fetch = fetched;
});

/** A ticket that runs out so many milliseconds from now. */
function ticketFor(ms: number, salt = ""): string {
  const body = JSON.stringify({ room: "grüße", id: "me", expires: Date.now() + ms, salt });
  return `${Buffer.from(body).toString("base64url")}.signature`;
}

/** What the server gives in exchange, as far as it doesn't matter. */
function renewalOf(more: object): object {
  return { iceServers: [], relay: true, ...more };
}

/** Answers every request for a ticket with that, and tells how many there were. */
function serve(renewal: unknown) {
  const asked = jest.fn<typeof fetch>(async () => new Response(JSON.stringify(renewal)));
  globalThis.fetch = asked;
  return asked;
}

function hold(ticket: string, deed?: string) {
  const [onOwner, onStranger] = [jest.fn(), jest.fn()];
  const holder = holdTicket({ room: "grüße", id: "me", ticket, deed, onOwner, onStranger });
  return { ...holder, onOwner, onStranger };
}

/** What was shown with each request, in order. */
function shownIn(asked: ReturnType<typeof serve>): readonly unknown[] {
  return asked.mock.calls.map(([, init]) => JSON.parse(String(init?.body)));
}

describe("a page's ticket", () => {
  test("is shown as it is while it is good", async () => {
    const asked = serve({});
    const ticket = ticketFor(hourMs);
    expect(await hold(ticket).show(false)).toBe(ticket);
    expect(asked).not.toHaveBeenCalled();
  });

  test.each([
    ["has run out", -1],
    ["is about to", 10_000],
  ])("is exchanged when it %s", async (_when, ms) => {
    const fresh = ticketFor(hourMs, "fresh");
    const asked = serve(renewalOf({ id: "me", ticket: fresh, host: false }));
    const old = ticketFor(ms);
    const { show } = hold(old);
    expect(await show(false)).toBe(fresh);
    expect(await show(false)).toBe(fresh);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(asked.mock.calls[0]?.[0]).toBe("/gr%C3%BC%C3%9Fe/ticket");
    expect(shownIn(asked)).toEqual([{ ticket: old }]);
  });

  test("is exchanged when the server refused it, whatever the clock says; once for all who ask", async () => {
    const fresh = ticketFor(hourMs, "fresh");
    const asked = serve(renewalOf({ id: "me", ticket: fresh, host: false }));
    const { show } = hold(ticketFor(hourMs));
    expect(await Promise.all([show(true), show(true), show(true)])).toEqual([fresh, fresh, fresh]);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  test("is exchanged when it can't be read", async () => {
    const fresh = ticketFor(hourMs);
    serve(renewalOf({ id: "me", ticket: fresh, host: false }));
    expect(await hold("nonsense").show(false)).toBe(fresh);
  });

  test("stays where the server is away, or answers something else", async () => {
    const old = ticketFor(-1);
    globalThis.fetch = async () => {
      throw new TypeError("Failed to fetch");
    };
    const { show, onStranger } = hold(old);
    expect(await show(false)).toBe(old);
    serve({ ok: false });
    expect(await show(false)).toBe(old);
    globalThis.fetch = async () => new Response("<html>");
    expect(await show(false)).toBe(old);
    expect(onStranger).not.toHaveBeenCalled();
  });

  test("makes the page a stranger where it is somebody else's by now", async () => {
    serve(renewalOf({ id: "another", ticket: ticketFor(hourMs), host: true }));
    const old = ticketFor(-1);
    const { show, onOwner, onStranger } = hold(old);
    expect(await show(false)).toBe(old);
    expect(onStranger).toHaveBeenCalledTimes(1);
    expect(onOwner).not.toHaveBeenCalled();
  });
});

describe("a deed", () => {
  test("is shown at once and once, with a ticket that is good, and makes the page the host's", async () => {
    const [good, fresh] = [ticketFor(hourMs), ticketFor(hourMs, "fresh")];
    const asked = serve(renewalOf({ id: "me", ticket: fresh, host: true }));
    const { show, onOwner } = hold(good, "a deed");
    expect(await Promise.all([show(false), show(false)])).toEqual([fresh, fresh]);
    expect(await show(false)).toBe(fresh);
    expect(shownIn(asked)).toEqual([{ ticket: good, deed: "a deed" }]);
    expect(onOwner).toHaveBeenCalledTimes(1);
    await show(true);
    expect(shownIn(asked)[1]).toEqual({ ticket: fresh });
  });

  test("that the server doesn't take makes nobody the host, and isn't shown again", async () => {
    const fresh = ticketFor(hourMs, "fresh");
    const asked = serve(renewalOf({ id: "me", ticket: fresh, host: false }));
    const { show, onOwner } = hold(ticketFor(hourMs), "no deed");
    expect(await show(false)).toBe(fresh);
    expect(await show(false)).toBe(fresh);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(onOwner).not.toHaveBeenCalled();
  });

  test("is shown again where the server was away, or answered something else", async () => {
    const good = ticketFor(hourMs);
    const { show, onOwner } = hold(good, "a deed");
    globalThis.fetch = async () => {
      throw new TypeError("Failed to fetch");
    };
    expect(await show(false)).toBe(good);
    serve({ ok: false });
    expect(await show(false)).toBe(good);
    const asked = serve(renewalOf({ id: "me", ticket: good, host: true }));
    expect(await show(false)).toBe(good);
    expect(shownIn(asked)).toEqual([{ ticket: good, deed: "a deed" }]);
    expect(onOwner).toHaveBeenCalledTimes(1);
  });

  test("is not needed where the server knows anyway whose the room is", async () => {
    serve(renewalOf({ id: "me", ticket: ticketFor(hourMs), host: true }));
    const { show, onOwner } = hold(ticketFor(-1));
    await show(false);
    expect(onOwner).toHaveBeenCalledTimes(1);
  });
});

describe("servers to try in the lobby", () => {
  const iceServers = [{ urls: ["turn:turn.example"], username: "1:x", credential: "y" }];
  const given = (ms: number) =>
    renewalOf({ id: "me", ticket: ticketFor(ms, "new"), host: false, iceServers });

  test("are given for a ticket that is good, anew each time, and once to all who ask at a time", async () => {
    const asked = serve(given(hourMs));
    const { findServers } = hold(ticketFor(hourMs));
    expect(await Promise.all([findServers(), findServers()])).toEqual([iceServers, iceServers]);
    expect(asked).toHaveBeenCalledTimes(1);
    await findServers();
    expect(asked).toHaveBeenCalledTimes(2);
  });

  test("are asked for with a ticket that is good, once it is, where it has run out", async () => {
    const asked = serve(given(hourMs));
    const old = ticketFor(-1);
    const { findServers } = hold(old);
    expect(await findServers()).toEqual(iceServers);
    const [first, second, ...more] = shownIn(asked);
    expect([first, more]).toEqual([{ ticket: old }, []]);
    expect(second).toEqual({ ticket: expect.not.stringMatching(old) });
  });

  test("are none where the server is away, though some were given before", async () => {
    serve(given(hourMs));
    const { findServers } = hold(ticketFor(hourMs));
    await findServers();
    globalThis.fetch = async () => {
      throw new TypeError("Failed to fetch");
    };
    expect(await findServers()).toEqual([]);
  });
});
