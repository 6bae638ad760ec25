// What a page finds out of its way before anybody is there: against a browser that is made up.

import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { probe } from "../../client/media/forecast.ts";
import { createClock, type FakeClock } from "../fakes/clock.ts";

/** One side of a call with oneself; what it comes to is up to the test. */
class FakeConnection {
  static made: FakeConnection[] = [];
  onicecandidate: (event: { candidate: { candidate: string } | null }) => void = () => {};
  onicegatheringstatechange = () => {};
  iceGatheringState = "gathering";
  localDescription = { type: "offer", sdp: "" };
  readonly channel = { onopen: () => {} };
  readonly added: string[] = [];
  closed = false;

  constructor() {
    FakeConnection.made.push(this);
  }

  createDataChannel() {
    return this.channel;
  }

  async setLocalDescription() {}
  async setRemoteDescription() {}
  async addIceCandidate({ candidate }: { candidate: string }) {
    this.added.push(candidate);
  }

  close() {
    this.closed = true;
  }

  find(...kinds: readonly string[]): void {
    for (const kind of kinds)
      this.onicecandidate({ candidate: { candidate: `candidate:1 1 udp 1 a 1 typ ${kind}` } });
  }

  complete(): void {
    this.iceGatheringState = "complete";
    this.onicegatheringstatechange();
  }
}

let clock: FakeClock;
let told: string[];
let stop: () => void;

const original = Object.getOwnPropertyDescriptor(globalThis, "RTCPeerConnection");

beforeEach(() => {
  clock = createClock();
  told = [];
  FakeConnection.made = [];
  Object.defineProperty(globalThis, "RTCPeerConnection", { value: FakeConnection, configurable: true });
});

afterEach(() => {
  if (original) Object.defineProperty(globalThis, "RTCPeerConnection", original);
  else Reflect.deleteProperty(globalThis, "RTCPeerConnection");
});

function begin(
  relays: boolean,
  ...urls: readonly string[]
): readonly [near: FakeConnection, far: FakeConnection] {
  stop = probe({ clock, relays, iceServers: urls.map((url) => ({ urls: url })) }, (found) =>
    told.push(found),
  );
  const [near, far] = FakeConnection.made;
  if (!near || !far) throw new Error("nothing was tried");
  return [near, far];
}

const areClosed = () => FakeConnection.made.every(({ closed }) => closed);

describe("the check before joining", () => {
  test("ends as soon as a call with oneself stands, where nobody is asked", () => {
    const [near] = begin(true);
    near.find("host");
    expect(told).toEqual([]);
    near.channel.onopen();
    expect(told).toEqual(["direct"]);
    expect(areClosed()).toBe(true);
    expect(clock.waiting()).toBe(0);
  });

  test("waits for a STUN server that is asked, and is over when it answers", () => {
    const [near] = begin(true, "stun:stun.example");
    near.find("host");
    near.channel.onopen();
    expect(told).toEqual([]);
    near.find("srflx");
    expect(told).toEqual(["direct"]);
  });

  test("takes a STUN server that doesn't answer for a wall", () => {
    const [near] = begin(true, "stun:stun.example");
    near.find("host");
    near.channel.onopen();
    near.complete();
    expect(told).toEqual(["relay"]);
  });

  test("is over at once where there is nothing to call oneself by", () => {
    begin(false)[0].complete();
    expect(told).toEqual(["none"]);
  });

  test("finds a TURN server, and calls itself by none", () => {
    const [near, far] = begin(true, "turn:turn.example");
    near.find("relay");
    near.complete();
    expect(told).toEqual(["turn"]);
    expect(far.added).toEqual([]);
  });

  test("takes what doesn't come about in time for what doesn't come about", () => {
    const [near] = begin(true);
    near.find("host");
    near.complete();
    clock.turn(3_999);
    expect(told).toEqual([]);
    clock.turn(1);
    expect(told).toEqual(["relay"]);
    expect(areClosed()).toBe(true);
  });

  test("tells once, and nothing once it was stopped", () => {
    const [near] = begin(true);
    stop();
    expect(areClosed()).toBe(true);
    near.find("host");
    near.channel.onopen();
    near.complete();
    clock.turn(60_000);
    expect(told).toEqual([]);
    expect(clock.waiting()).toBe(0);
  });

  test("needs no browser that can call to say so", () => {
    Reflect.deleteProperty(globalThis, "RTCPeerConnection");
    stop = probe({ clock, relays: false, iceServers: [] }, (found) => told.push(found));
    expect(told).toEqual(["none"]);
  });
});
