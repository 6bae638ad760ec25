import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createQuotas } from "../../server/quotas.ts";
import { morning } from "../fakes/rooms.ts";

const minuteMs = 60_000;
const plenty = 1_000;

describe("connections from one address", () => {
  test("are as many as it may have, and no more until one is over", () => {
    const quotas = createQuotas(2, plenty);
    const first = quotas.connect("a");
    expect(quotas.mayConnect("a")).toBe(true);
    expect(quotas.connect("a")).toBeDefined();
    expect(quotas.mayConnect("a")).toBe(false);
    expect(quotas.connect("a")).toBeUndefined();
    first?.();
    expect(quotas.mayConnect("a")).toBe(true);
    expect(quotas.connect("a")).toBeDefined();
    expect(quotas.connect("a")).toBeUndefined();
  });

  test("are nothing to another address", () => {
    const quotas = createQuotas(1, plenty);
    quotas.connect("a");
    expect(quotas.connect("b")).toBeDefined();
  });

  test("end once, however often that is told", () => {
    const quotas = createQuotas(2, plenty);
    const first = quotas.connect("a");
    quotas.connect("a");
    first?.();
    first?.();
    first?.();
    expect(quotas.connect("a")).toBeDefined();
    expect(quotas.connect("a")).toBeUndefined();
  });

  test("are never more than may be, whatever comes and goes", () => {
    const most = 3;
    const action = fc.record({ address: fc.constantFrom("a", "b"), comes: fc.boolean() });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const quotas = createQuotas(most, plenty);
        const open: Record<string, (() => void)[]> = { a: [], b: [] };
        for (const { address, comes } of actions) {
          const mine = open[address] ?? [];
          if (!comes) mine.pop()?.();
          else {
            const release = quotas.connect(address);
            expect(release !== undefined).toBe(mine.length < most);
            if (release) mine.push(release);
          }
          expect(quotas.mayConnect(address)).toBe(mine.length < most);
        }
      }),
    );
  });
});

describe("joins from one address", () => {
  test("are so many at once, and then as many in each minute", () => {
    const quotas = createQuotas(plenty, 30);
    const joined = (now: number) => Array.from({ length: 100 }, () => quotas.join("a", now)).filter(Boolean);
    expect(joined(morning)).toHaveLength(30);
    expect(joined(morning + minuteMs / 2)).toHaveLength(15);
    expect(joined(morning + minuteMs / 2)).toHaveLength(0);
    expect(joined(morning + 3 * minuteMs)).toHaveLength(30);
  });

  test("are nothing to another address", () => {
    const quotas = createQuotas(plenty, 1);
    expect(quotas.join("a", morning)).toBe(true);
    expect(quotas.join("a", morning)).toBe(false);
    expect(quotas.join("b", morning)).toBe(true);
  });

  test("are remembered of whoever has used them up, though ten thousand others come", () => {
    const quotas = createQuotas(plenty, 2);
    quotas.join("busy", morning);
    quotas.join("busy", morning);
    for (let count = 0; count < 10_050; count++) quotas.join(`other-${count}`, morning - 2 * minuteMs);
    expect(quotas.join("busy", morning)).toBe(false);
  });
});
