// What an attacker who holds the signalling could make of the real PeerJS.

import { afterEach, describe, expect, test } from "@jest/globals";
import type { Call } from "../../client/media/ports.ts";
import {
  describedBy,
  evil,
  FakeConnection,
  FakeSocket,
  Line,
  settled,
  silence,
  theirs,
} from "../fakes/telephone.ts";
import { FakeTrack } from "../fakes/tracks.ts";
import { until } from "../until.ts";

let line: Line;
afterEach(() => line.calls.close());

const connections = () => FakeConnection.all;
/** How the picture was limited, in the order in which that came into force. */
const limits = () => cameraSender()?.limits;
const cameraSender = () =>
  connections()
    .at(-1)
    ?.senders.find((sender, place) => sender.track?.kind === "video" || place === 1);
const heard = () => connections().flatMap((connection) => connection.heard);

test("our own fingerprints are those of the certificate of every call", async () => {
  line = await Line.open("at once");
  expect(line.calls.fingerprints).toEqual(["sha-256 01:EF"]);
});

describe("a call we place", () => {
  test("takes a trusted answer at once, and tells whose certificate it is with", async () => {
    line = await Line.open("at once");
    const { connectionId } = await line.dial();
    line.hear("ANSWER", { connectionId, sdp: describedBy("answer", theirs) });
    expect(heard()).toEqual([`a=fingerprint:${theirs}`]);
    expect(line.asked).toEqual([`bo ${theirs}`]);
    connections()[0]?.connect();
    expect(line.told).toEqual([`connected ${theirs}`]);
  });

  test("waits with the answer until it is trusted, and loses no candidate", async () => {
    line = await Line.open("later");
    const { connectionId } = await line.dial();
    line.hear("CANDIDATE", { connectionId, candidate: "early" });
    line.hear("ANSWER", { connectionId, sdp: describedBy("answer", theirs) });
    line.hear("CANDIDATE", { connectionId, candidate: "meanwhile" });
    await settled();
    expect(heard()).toEqual([]);
    line.decide(true);
    await settled();
    line.hear("CANDIDATE", { connectionId, candidate: "late" });
    expect(heard()).toEqual([`a=fingerprint:${theirs}`, "early", "meanwhile", "late"]);
  });

  test.each(["at once", "later"] as const)("ends where an impostor answers, known %s", async (slow) => {
    line = await Line.open(slow);
    const { connectionId } = await line.dial();
    line.hear("ANSWER", { connectionId, sdp: describedBy("answer", theirs, evil) });
    line.decide(false);
    expect(line.told).toEqual([]);
    await settled();
    line.hear("ANSWER", { connectionId, sdp: describedBy("answer", theirs) });
    await settled();
    expect(heard()).toEqual([]);
    expect(connections()[0]?.signalingState).toBe("closed");
    expect(line.told).toEqual(["impostor"]);
  });

  test.each([undefined, null, "v=0", {}, { sdp: 1 }, describedBy("answer")])(
    "trusts no answer without a fingerprint, and asks nobody: %j",
    async (sdp) => {
      line = await Line.open("later");
      const { connectionId } = await line.dial();
      line.hear("ANSWER", { connectionId, sdp });
      await settled();
      expect(heard()).toEqual([]);
      expect(line.asked).toEqual([]);
      expect(line.told).toEqual(["impostor"]);
    },
  );

  test("takes no second answer, whatever the first was", async () => {
    line = await Line.open("at once");
    const { connectionId } = await line.dial();
    line.hear("ANSWER", { connectionId, sdp: describedBy("answer", theirs) });
    line.hear("ANSWER", { connectionId, sdp: describedBy("offer", evil) });
    await settled();
    expect(heard()).toEqual([`a=fingerprint:${theirs}`]);
    expect(line.told).toEqual([]);
  });

  test.each([true, false])("tells nothing more once it is closed, trusted or not: %s", async (trusted) => {
    line = await Line.open("later");
    const { call, connectionId } = await line.dial();
    line.hear("ANSWER", { connectionId, sdp: describedBy("answer", theirs) });
    call?.close();
    line.decide(trusted);
    await settled();
    expect(heard()).toEqual([]);
    expect(line.told).toEqual([]);
  });
});

describe("what a call is about", () => {
  test.each(["face", "screen"] as const)("goes with it: a %s", async (about) => {
    line = await Line.open("at once");
    await line.dial(about);
    expect(FakeSocket.last?.sent.find(({ type }) => type === "OFFER")?.payload).toMatchObject({
      metadata: about,
    });
  });

  test("is read from it, and whatever else a stranger wrote there is a face", async () => {
    line = await Line.open("at once");
    const written = ["screen", "face", undefined, null, 7, ["screen"], { about: "screen" }, "SCREEN"];
    for (const [place, metadata] of written.entries())
      line.offer(describedBy("offer", theirs), { connectionId: `mc_${place}`, metadata });
    expect(line.rings.map(({ about }) => about)).toEqual(["screen", ...Array(7).fill("face")]);
  });
});

describe("a call we answer", () => {
  test("is answered at once where the offer is trusted", async () => {
    line = await Line.open("at once");
    line.offer(describedBy("offer", theirs));
    line.hear("CANDIDATE", { connectionId: "mc_1", candidate: "early" });
    expect(connections()).toEqual([]);
    line.answer();
    expect(heard()).toEqual([`a=fingerprint:${theirs}`, "early"]);
    connections()[0]?.connect();
    expect(line.told).toEqual([`connected ${theirs}`]);
  });

  test("has no connection until the offer is trusted, and then sends what is sent by then", async () => {
    line = await Line.open("later");
    line.offer(describedBy("offer", theirs));
    const call = line.answer();
    line.hear("CANDIDATE", { connectionId: "mc_1", candidate: "meanwhile" });
    const face = new FakeTrack("camera");
    call?.send("camera", face);
    await settled();
    expect(connections()).toEqual([]);
    line.decide(true);
    await settled();
    line.hear("CANDIDATE", { connectionId: "mc_1", candidate: "late" });
    expect(heard()).toEqual([`a=fingerprint:${theirs}`, "meanwhile", "late"]);
    expect(connections()[0]?.tracks).toEqual([silence.microphone, face]);
    expect(FakeSocket.last?.sent.map(({ type }) => type)).toContain("ANSWER");
  });

  test.each(["at once", "later"] as const)("never has one with an impostor, known %s", async (slow) => {
    line = await Line.open(slow);
    line.offer(describedBy("offer", evil));
    line.answer();
    line.decide(false);
    expect(line.told).toEqual([]);
    await settled();
    expect(connections()).toEqual([]);
    expect(line.told).toEqual(["impostor"]);
  });

  test.each([undefined, null, "v=0", {}, { sdp: 1 }, describedBy("offer")])(
    "trusts no offer without a fingerprint, and asks nobody: %j",
    async (sdp) => {
      line = await Line.open("later");
      line.offer(sdp);
      line.answer();
      await settled();
      expect(connections()).toEqual([]);
      expect(line.asked).toEqual([]);
      expect(line.told).toEqual(["impostor"]);
    },
  );

  test("keeps to the offer that was trusted, whatever is signalled before and after", async () => {
    line = await Line.open("later");
    const swapped = { connectionId: "mc_1", sdp: describedBy("offer", evil) };
    line.hear("ANSWER", swapped);
    line.offer(describedBy("offer", theirs));
    line.hear("ANSWER", swapped);
    line.answer();
    line.hear("ANSWER", swapped);
    line.decide(true);
    await settled();
    line.hear("ANSWER", swapped);
    await settled();
    expect(heard()).toEqual([`a=fingerprint:${theirs}`]);
  });

  test("takes no description at all where the offer would have us make one of our own", async () => {
    line = await Line.open("at once");
    line.offer(describedBy("offer", theirs), { originator: true });
    line.answer();
    await settled();
    line.hear("ANSWER", { connectionId: "mc_1", sdp: describedBy("answer", evil) });
    await settled();
    expect(heard()).toEqual([]);
  });

  test.each([true, false])("is over once it is closed, trusted or not: %s", async (trusted) => {
    line = await Line.open("later");
    line.offer(describedBy("offer", theirs));
    line.answer()?.close();
    line.decide(trusted);
    await settled();
    expect(connections()).toEqual([]);
    expect(line.told).toEqual([]);
  });

  test("has failed where PeerJS has let it go by the time it is trusted", async () => {
    line = await Line.open("later");
    line.offer(describedBy("offer", theirs));
    line.answer();
    line.hear("LEAVE");
    line.decide(true);
    await settled();
    expect(connections()).toEqual([]);
    expect(line.told).toEqual(["failed"]);
  });

  test("has failed where PeerJS had let it go while it rang, and tells so only once it is answered", async () => {
    line = await Line.open("at once");
    line.offer(describedBy("offer", theirs));
    line.hear("LEAVE");
    line.answer();
    expect(line.told).toEqual([]);
    await settled();
    expect(line.told).toEqual(["failed"]);
  });
});

describe("servers that a call may ask for its way", () => {
  const turn = (name: string) => ({ urls: [`turn:${name}`], username: "1:x", credential: "y" });
  const asked = () => connections().map(({ configuration }) => configuration.iceServers);

  test("are none of anybody's, unless this server names some", async () => {
    line = await Line.open("at once");
    await line.dial();
    line.offer(describedBy("offer", theirs));
    line.answer();
    expect(asked()).toEqual([[], []]);
  });

  test("are those that were named last before it was placed or answered", async () => {
    line = await Line.open("at once");
    line.calls.supply([turn("old")]);
    await line.dial();
    line.calls.supply([turn("new")]);
    line.offer(describedBy("offer", theirs));
    line.answer();
    expect(asked()).toEqual([[turn("old")], [turn("new")]]);
  });

  test("are still those after signalling was made anew", async () => {
    line = await Line.open("at once");
    line.calls.supply([turn("old")]);
    line.calls.renew(line.clock.now() + 1);
    await line.pass(1_000);
    line.hear("OPEN");
    await line.dial();
    expect(asked()).toEqual([[turn("old")]]);
  });
});

describe("a call's picture", () => {
  const rung = { height: 120, framesPerSecond: 7, kbps: 60 };
  const full = { height: Number.POSITIVE_INFINITY, framesPerSecond: 30, kbps: 1_500 };
  const limited = (scaleResolutionDownBy: number) => ({
    ...{ active: true, scaleResolutionDownBy },
    maxFramerate: 7,
    maxBitrate: 60_000,
  });

  function cameraOf(height: number | undefined): FakeTrack {
    const track = new FakeTrack("camera");
    track.height = height;
    return track;
  }

  async function dialWith(camera: MediaStreamTrack | undefined): Promise<Call | undefined> {
    line = await Line.open("at once");
    const call = line.calls.dial("bo", { microphone: undefined, camera }, line.events, "face");
    await settled();
    return call;
  }

  test("is made as small, as seldom and as coarse as it is limited to", async () => {
    const call = await dialWith(cameraOf(720));
    expect(limits()).toEqual([]);
    call?.limit(rung);
    await settled();
    await settled();
    expect(limits()).toEqual([limited(6)]);
  });

  test("is not made larger than the camera's, nor smaller where that is unknown", async () => {
    const call = await dialWith(cameraOf(60));
    call?.limit(rung);
    await until(() => limits()?.length === 1, "the small camera's limit");
    call?.send("camera", cameraOf(undefined));
    await until(() => limits()?.length === 2, "the unknown camera's limit");
    call?.limit(full);
    await until(() => limits()?.length === 3, "no limit of its height");
    expect(limits()).toEqual([
      limited(1),
      limited(1),
      { active: true, scaleResolutionDownBy: 1, maxFramerate: 30, maxBitrate: 1_500_000 },
    ]);
  });

  test("is limited anew as the camera changes, by the height of the new one", async () => {
    const call = await dialWith(undefined);
    call?.limit(rung);
    await until(() => limits()?.length === 2, "the limit without a camera");
    call?.send("camera", cameraOf(1_080));
    await until(() => limits()?.length === 3, "the limit of the camera");
    call?.send("microphone", new FakeTrack("microphone"));
    await settled();
    await settled();
    expect(limits()).toHaveLength(3);
    expect(limits()?.at(-1)).toEqual(limited(9));
  });

  test("has the last limit of many at once", async () => {
    const call = await dialWith(cameraOf(720));
    for (const limit of [full, rung, full, rung]) call?.limit(limit);
    call?.send("camera", cameraOf(240));
    await until(() => limits()?.length === 5, "all of the limits");
    expect(limits()?.at(-1)).toEqual(limited(2));
  });

  test("is limited after a limit that was refused", async () => {
    const call = await dialWith(cameraOf(720));
    const sender = cameraSender();
    if (sender) sender.refuses = true;
    call?.limit(full);
    call?.limit(rung);
    await until(() => limits()?.length === 1, "the second limit");
    expect(limits()).toEqual([limited(6)]);
  });

  test("is limited as soon as there is anything to limit", async () => {
    const call = await dialWith(cameraOf(720));
    const sender = cameraSender();
    if (sender) sender.encodings = [];
    call?.limit(rung);
    await settled();
    expect(limits()).toEqual([]);
    if (sender) sender.encodings = [{}];
    connections().at(-1)?.connect();
    await until(() => limits()?.length === 1, "the limit of the connected call");
    expect(limits()).toEqual([limited(6)]);
  });

  test("is limited in an answered call from before its offer was trusted", async () => {
    line = await Line.open("later");
    line.offer(describedBy("offer", theirs));
    const call = line.answer({ microphone: undefined, camera: cameraOf(720) });
    call?.limit(full);
    call?.limit(rung);
    await settled();
    expect(connections()).toEqual([]);
    line.decide(true);
    await until(() => limits()?.length === 1, "the limit of the answered call");
    expect(limits()).toEqual([limited(6)]);
    call?.limit({ ...rung, height: 360 });
    await until(() => limits()?.length === 2, "another limit");
    expect(limits()?.at(-1)).toEqual(limited(2));
  });

  test("is a small one until it is known how it is shown", async () => {
    await dialWith(cameraOf(720));
    connections().at(-1)?.connect();
    await until(() => limits()?.length === 1, "a limit");
    expect(limits()).toEqual([{ ...limited(4), maxFramerate: 20, maxBitrate: 160_000 }]);
  });

  test("is none at all where nobody looks, and is there again when somebody does", async () => {
    const call = await dialWith(cameraOf(720));
    call?.limit({ height: 0, framesPerSecond: 0, kbps: 0 });
    await until(() => limits()?.length === 1, "nothing to be sent");
    expect(limits()).toEqual([{ active: false }]);
    call?.limit(rung);
    await until(() => limits()?.length === 2, "something to be sent");
    expect(limits()?.at(-1)).toEqual(limited(6));
  });

  test.each([
    ["a face keeps the lines that were decided on", "", "maintain-resolution"],
    ["a screen rather loses frames than lines", "detail", "maintain-resolution"],
  ])("gives up by itself what is missed least: %s", async (_what, contentHint, preference) => {
    const call = await dialWith(Object.assign(cameraOf(720), { contentHint }));
    call?.limit(rung);
    await until(() => limits()?.length === 1, "the limit");
    expect(cameraSender()?.preference).toBe(preference);
  });

  test("is left alone once the call is closed", async () => {
    const call = await dialWith(cameraOf(720));
    call?.close();
    call?.limit(rung);
    await settled();
    await settled();
    expect(limits()).toEqual([]);
  });
});

describe("signalling", () => {
  test("is made anew where it is older than the loss of another connection, and calls go on", async () => {
    line = await Line.open("at once");
    const { connectionId } = await line.dial();
    line.hear("ANSWER", { type: "media", connectionId, sdp: describedBy("answer", theirs) });
    await settled();
    connections()[0]?.connect();
    const before = FakeSocket.last;
    line.calls.renew(line.clock.now() + 1);
    await line.pass(1_000);
    expect(FakeSocket.last).not.toBe(before);
    line.hear("OPEN");
    await line.dial();
    expect(FakeSocket.last?.sent.map(({ type }) => type)).toContain("OFFER");
    expect(line.told).toEqual([`connected ${theirs}`]);
  });

  test("is left alone where it has come back since", async () => {
    line = await Line.open("at once");
    const before = FakeSocket.last;
    line.calls.renew(line.clock.now());
    await line.pass(1_000);
    expect(FakeSocket.last).toBe(before);
  });
});
