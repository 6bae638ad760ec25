// Whatever becomes of connections and answers, each line is said, in order, and once.

import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Courier, openCourier } from "../../client/meeting/courier.ts";
import { type Outbox, remainder, type Written } from "../../client/meeting/outbox.ts";
import { type Line, type RefusalCode, refuse, type SendReply } from "../../protocol/protocol.ts";
import { createClock } from "../fakes/clock.ts";

/** What becomes of a line that is sent. */
type Fate =
  | "said"
  /** The server has it, but its answer is lost. */
  | "unheard"
  /** The same, but it comes to be heard by another way. */
  | "overheard"
  /** It never arrives. */
  | "lost"
  | { readonly refused: RefusalCode };

const passing = ["too-fast", "closing", "not-joined"] as const;
const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.constantFrom<Fate>("said", "said", "unheard", "overheard", "lost"),
  fc.constantFrom(...passing).map((refused) => ({ refused })),
);

type Happening =
  | { readonly type: "type" }
  | { readonly type: "answer"; readonly fate: Fate }
  | { readonly type: "go"; readonly inside: boolean }
  | { readonly type: "wait"; readonly ms: number }
  /** What was on its way may have come to the server. */
  | { readonly type: "reload"; readonly arrives: boolean };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Happening>({ type: "type" }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant("answer"), fate }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("go"), inside: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant("wait"), ms: fc.constantFrom(1, 999, 1_000, 400_000) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("reload"), arrives: fc.boolean() }) },
);

const settle = () => new Promise((resolve) => setImmediate(resolve));

function createWorld() {
  const clock = createClock();
  /** As a server counts them: one for each key. */
  const chat: Line[] = [];
  let waiting: ((fate: Fate) => void)[] = [];
  let stored: readonly Written[] = [];
  let shown: Outbox = [];
  let load = 0;
  let courier: Courier = open();
  let typed = 0;

  function open(): Courier {
    load += 1;
    const own = load;
    return openCourier({
      kept: stored,
      now: clock.now,
      // A page's timers end with it.
      after: (ms, action) => clock.after(ms, () => own === load && action()),
      wrap: async (message) => message,
      say: (message, key) =>
        new Promise((resolve) => {
          waiting.push((fate) => resolve(answer(fate, message, key, own)));
        }),
      onChange: (outbox) => {
        if (own !== load) return;
        stored = remainder(outbox);
        shown = outbox;
      },
    });
  }

  function answer(fate: Fate, message: string, key: string, own: number): SendReply | undefined {
    if (fate === "lost") return undefined;
    if (typeof fate === "object") return refuse(fate.refused);
    let line = chat.find((known) => known.key === key);
    if (!line) {
      line = { n: chat.length + 1, from: "me", name: "Me", message, at: 0, key };
      chat.push(line);
    }
    if (fate === "unheard") return undefined;
    // As the page hears its own lines: before it goes on with the reply.
    if (own === load) courier.hear(key);
    return fate === "overheard" ? undefined : { ok: true, line };
  }

  return {
    chat,
    typed: () => Array.from({ length: typed }, (_, n) => String(n + 1)),
    shown: () => shown,
    sending: () => waiting.length,
    stored: () => stored,
    happen: async (event: Happening): Promise<void> => {
      if (event.type === "type") {
        typed += 1;
        void courier.write(String(typed));
      } else if (event.type === "answer") waiting.shift()?.(event.fate);
      else if (event.type === "go") courier.go(event.inside);
      else if (event.type === "wait") clock.turn(event.ms);
      else {
        if (event.arrives) waiting[0]?.("unheard");
        waiting = [];
        courier = open();
      }
      await settle();
    },
  };
}

test("each line is said once, in the order typed, and nothing is left over", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 40, size: "max" }), async (events) => {
      const world = createWorld();
      for (const event of events) {
        await world.happen(event);
        // One at a time: whatever is said stands in the order in which it was typed.
        expect(world.sending()).toBeLessThanOrEqual(1);
        expect(world.chat.map(({ message }) => message)).toEqual(world.typed().slice(0, world.chat.length));
      }
      await world.happen({ type: "go", inside: true });
      // In the end all is well for long enough.
      for (let turn = 0; turn < 2 * world.typed().length + 4; turn++) {
        await world.happen({ type: "answer", fate: "said" });
        await world.happen({ type: "wait", ms: 1_000 });
      }
      expect(world.chat.map(({ message }) => message)).toEqual(world.typed());
      expect(world.shown()).toEqual([]);
      expect(world.stored()).toEqual([]);
    }),
    { numRuns: 150 },
  );
});

test("what isn't said yet is stored at every moment, so that a reload loses nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 25 }), async (events) => {
      const world = createWorld();
      for (const event of events) {
        await world.happen(event);
        const there = new Set([...world.chat, ...world.stored()].map(({ message }) => message));
        expect(world.typed().filter((message) => !there.has(message))).toEqual([]);
      }
    }),
    { numRuns: 100 },
  );
});
