// What becomes of our screen from when the person is asked which, by whatever means it ends.

import { beforeEach, describe, expect, test } from "@jest/globals";
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Screens } from "../../client/crew/screens.ts";
import { openSharing } from "../../client/crew/sharing.ts";
import type { RoomView } from "../../protocol/protocol.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";
import { delays, Network } from "../fakes/network.ts";
import { seen, viewOf } from "../fakes/rooms.ts";
import { FakeStream, FakeTrack } from "../fakes/tracks.ts";
import { until } from "../until.ts";

const callMs = delays.ring + delays.connect;

let clock: FakeClock;
let network: Network;
let view: ReturnType<typeof signal<RoomView | undefined>>;

beforeEach(() => {
  clock = createClock();
  network = new Network(clock);
  view = signal();
});

/** Who is in the room, and which of them share. */
function tell(ids: readonly string[], sharers: readonly string[]): void {
  view.value = viewOf(
    1,
    ids.map((id) => seen(id, sharers.includes(id) ? { screen: true } : {})),
  );
}

function sit(self: string) {
  const board = {
    screens: signal<ReadonlyMap<string, MediaStream>>(new Map()),
    sharing: signal<"off" | "asking" | "on">("off"),
  };
  const notices: string[] = [];
  /** What is shown where only one picture can be. */
  const lent: (MediaStreamTrack | undefined)[] = [];
  const questions: {
    readonly answer: (stream: MediaStream) => void;
    readonly refuse: (why: unknown) => void;
  }[] = [];
  let screens: Screens | undefined;
  const telephone = network.open(self, { onOpen: () => {}, onRing: (ring) => screens?.ring(ring) });
  const sharing = openSharing({
    ...{ self, clock, board, view: view as ReadonlySignal<RoomView | undefined> },
    media: {
      getDisplayMedia: () =>
        new Promise((answer, refuse) => {
          questions.push({ answer, refuse });
        }),
    },
    calls: {
      telephone: Promise.resolve(telephone),
      setScreens: (found) => {
        screens = found;
      },
      share: (picture) => lent.push(picture),
      distrust: () => {},
    },
    sendMending: () => false,
    notice: (text) => notices.push(text),
  });
  return { sharing, board, notices, lent, questions };
}

type Seat = ReturnType<typeof sit>;

const screenOf = () => new FakeTrack("camera", "a screen");

async function choose({ sharing, board, questions }: Seat, picture = screenOf()): Promise<FakeTrack> {
  sharing.share(true);
  questions.at(-1)?.answer(new FakeStream([picture]));
  await until(() => board.sharing.value === "on", "the screen");
  return picture;
}

const shown = ({ board }: Seat) => [...board.screens.value.keys()].sort();

describe("one's own screen", () => {
  test("is asked for, is there for oneself at once, and is called out to those who see us", async () => {
    const ada = sit("ada");
    tell(["ada", "bo"], []);
    ada.sharing.share(true);
    expect(ada.board.sharing.value).toBe("asking");
    const picture = screenOf();
    ada.questions[0]?.answer(new FakeStream([picture]));
    await until(() => ada.board.sharing.value === "on", "the screen");
    expect(shown(ada)).toEqual(["ada"]);
    expect(ada.lent).toEqual([picture]);
    expect(network.dialled).toEqual(["ada-bo"]);
  });

  test.each<readonly [string, (seat: Seat, picture: FakeTrack) => void]>([
    ["one's own word", ({ sharing }) => sharing.share(false)],
    ["the browser's bar", (_seat, picture) => picture.end()],
    ["leaving", ({ sharing }) => sharing.close()],
  ])("ends everywhere by %s", async (_how, end) => {
    const ada = sit("ada");
    tell(["ada", "bo"], []);
    const picture = await choose(ada);
    end(ada, picture);
    expect([ada.board.sharing.value, shown(ada), ada.lent.at(-1)]).toEqual(["off", [], undefined]);
    expect(picture.readyState).toBe("ended");
    tell(["ada", "bo", "cy"], []);
    clock.turn(callMs);
    expect(network.dialled).toEqual(["ada-bo"]);
  });

  test("is asked for once, however often it is pressed, and again after it was ended", async () => {
    const ada = sit("ada");
    ada.sharing.share(true);
    ada.sharing.share(true);
    expect(ada.questions).toHaveLength(1);
    ada.questions[0]?.answer(new FakeStream([screenOf()]));
    await until(() => ada.board.sharing.value === "on", "the screen");
    ada.sharing.share(true);
    expect(ada.questions).toHaveLength(1);
    ada.sharing.share(false);
    await choose(ada);
    expect(ada.questions).toHaveLength(2);
  });

  test("that comes when it is no longer wanted is let go, and disturbs no other", async () => {
    const ada = sit("ada");
    const late = screenOf();
    ada.sharing.share(true);
    ada.sharing.share(false);
    expect(ada.board.sharing.value).toBe("off");
    const picture = await choose(ada);
    ada.questions[0]?.answer(new FakeStream([late]));
    await until(() => late.readyState === "ended", "the late one to be let go");
    expect(ada.board.screens.value.get("ada")?.getVideoTracks()).toEqual([picture]);
    expect([ada.board.sharing.value, picture.readyState]).toEqual(["on", "live"]);
  });

  test("that is the end of one doesn't end the next", async () => {
    const ada = sit("ada");
    const first = await choose(ada);
    ada.sharing.share(false);
    await choose(ada);
    first.dispatchEvent(new Event("ended"));
    expect(ada.board.sharing.value).toBe("on");
  });

  test.each([
    ["NotAllowedError", 0],
    ["NotReadableError", 1],
    ["TypeError", 1],
  ])("that is refused (%s) is none, and who has refused it themselves isn't told so", async (name, told) => {
    const ada = sit("ada");
    ada.sharing.share(true);
    ada.questions[0]?.refuse(new DOMException("", name));
    await until(() => ada.board.sharing.value === "off", "the refusal");
    expect([ada.notices.length, shown(ada)]).toEqual([told, []]);
  });
});

describe("the others' screens", () => {
  test("are shown while they are shared, beside one's own", async () => {
    const [ada, bo] = [sit("ada"), sit("bo")];
    await choose(ada);
    await choose(bo);
    tell(["ada", "bo"], ["ada", "bo"]);
    clock.turn(callMs);
    expect([shown(ada), shown(bo)]).toEqual([
      ["ada", "bo"],
      ["ada", "bo"],
    ]);
    bo.sharing.share(false);
    tell(["ada", "bo"], ["ada"]);
    clock.turn(callMs);
    expect([shown(ada), shown(bo)]).toEqual([["ada"], ["ada"]]);
  });
});
