import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import type { Guest } from "../../server/guest.ts";
import { createIce } from "../../server/ice.ts";
import type { IceSettings } from "../../server/ice-settings.ts";
import { createSupply } from "../../server/supply.ts";

const lifeSeconds = 100;
const turn = { by: "secret", urls: ["turn:a.example"], secret: "north", lifeSeconds } as const;

beforeEach(() => void jest.useFakeTimers({ now: 0 }));
afterEach(() => void jest.useRealTimers());

/** Gives these people servers, and notes to whom and when, and by when they run out. */
function open(settings: IceSettings, seated: Set<string>) {
  const given: (readonly [id: string, atSeconds: number, untilSeconds: number])[] = [];
  const guestOf = (id: string) => {
    const emit = (_event: string, servers: readonly { readonly username?: string }[]) => {
      const until = Number.parseInt(servers.at(-1)?.username ?? "", 10);
      given.push([id, Date.now() / 1_000, until]);
    };
    return { data: { ticket: { id } }, emit } as unknown as Guest;
  };
  const supply = createSupply(createIce(settings), () => [...seated].map(guestOf));
  return { given, supply, guestOf };
}

describe("whoever sits in a room", () => {
  test("always has servers that let them in for at least half of their time", () => {
    const { given, supply, guestOf } = open({ stun: [], turn }, new Set(["ada"]));
    jest.advanceTimersByTime(30_000);
    supply.give(guestOf("ada"));
    jest.advanceTimersByTime(270_000);
    expect(given.map(([, at]) => at)).toEqual([30, 50, 100, 150, 200, 250, 300]);
    for (const [, at, until] of given) expect(until - at).toBe(lifeSeconds);
    supply.stop();
  });

  test("is given no more of them once they have left, nor anybody after the end", () => {
    const seated = new Set(["ada", "bo"]);
    const { given, supply } = open({ stun: [], turn }, seated);
    jest.advanceTimersByTime(50_000);
    seated.delete("bo");
    jest.advanceTimersByTime(50_000);
    supply.stop();
    jest.advanceTimersByTime(500_000);
    expect(given.map(([id]) => id)).toEqual(["ada", "bo", "ada"]);
  });

  test.each([
    ["nothing is configured", { stun: [], turn: undefined }, 0],
    ["nothing runs out", { stun: ["stun:a.example"], turn: undefined }, 1],
  ])("is told once at most where %s", (_what, settings, times) => {
    const { given, supply, guestOf } = open(settings, new Set(["ada"]));
    supply.give(guestOf("ada"));
    jest.advanceTimersByTime(86_400_000);
    expect(given).toHaveLength(times);
    expect(jest.getTimerCount()).toBe(0);
    supply.stop();
  });
});
