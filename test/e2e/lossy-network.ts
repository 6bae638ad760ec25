// Everything between browsers goes by here, as by a network of our own: packets of a pair can be lost, on the
// ways they have by then or on all of them.

import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { Browser } from "playwright-core";
import { desk } from "./chromium.ts";
import { openLobby, type Person } from "./person.ts";

declare global {
  interface Window {
    /** Where to send what is to reach that address. */
    stepFor: (address: string, port: number) => Promise<number>;
    /** One's own address. */
    tellAddress: (address: string, port: number) => Promise<void>;
  }
}

/** A socket that stands in for an address of somebody's, for one other person. */
interface Hop {
  readonly of: string;
  readonly target: string;
  readonly socket: Socket;
  dead: boolean;
}

export class LossyNetwork {
  /** Whose each address is. */
  readonly #owners = new Map<string, string>();
  readonly #hops = new Map<string, Promise<Hop>>();
  #known: readonly Hop[] = [];
  #lost: readonly (readonly [string, string])[] = [];

  /** Brings somebody to a lobby, whose calls go by here. */
  async bring(browser: Browser, url: string, room: string, name: string): Promise<Person> {
    const context = await browser.newContext({ viewport: desk });
    await context.exposeFunction("tellAddress", (address: string, port: number) => {
      this.#owners.set(`${address}:${port}`, name);
    });
    await context.exposeFunction("stepFor", async (address: string, port: number) => {
      const key = `${name} ${address}:${port}`;
      const hop = this.#hops.get(key) ?? this.#open(name, address, port);
      this.#hops.set(key, hop);
      return (await hop).socket.address().port;
    });
    return openLobby(context, url, room, name, goThrough);
  }

  /** What the two have found of ways to each other leads nowhere any more; new ones will. */
  breakWays(a: string, b: string): void {
    for (const hop of this.#known) if (this.#isBetween(hop, a, b)) hop.dead = true;
  }

  /** Nothing goes between these two for now, on whatever way. */
  lose(pairs: readonly (readonly [string, string])[]): void {
    this.#lost = pairs;
  }

  close(): void {
    for (const { socket } of this.#known) socket.close();
    this.#known = [];
  }

  #isBetween({ of, target }: Hop, a: string, b: string): boolean {
    const owner = this.#owners.get(target);
    return (of === a && owner === b) || (of === b && owner === a);
  }

  async #open(of: string, address: string, port: number): Promise<Hop> {
    const socket = createSocket("udp4");
    const hop: Hop = { of, target: `${address}:${port}`, socket, dead: false };
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    let other: RemoteInfo | undefined;
    socket.on("message", (packet, from) => {
      if (hop.dead || this.#lost.some(([a, b]) => this.#isBetween(hop, a, b))) return;
      if (from.address !== address || from.port !== port) {
        other = from;
        socket.send(packet, port, address);
      } else if (other) socket.send(packet, other.port, other.address);
    });
    // What is sent to a page that is gone.
    socket.on("error", () => {});
    this.#known = [...this.#known, hop];
    return hop;
  }
}

/** Runs in the page. */
function goThrough(): void {
  const turns = new WeakMap<RTCPeerConnection, Promise<unknown>>();

  /** Nothing where it isn't of a kind that goes by here. */
  async function detour(candidate: string): Promise<string | undefined> {
    const parts = candidate.split(" ");
    if (parts[2]?.toLowerCase() !== "udp" || !/^[\d.]+$/.test(parts[4] ?? "")) return undefined;
    parts[5] = String(await window.stepFor(parts[4] ?? "", Number(parts[5])));
    return parts.join(" ");
  }

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener("icecandidate", ({ candidate }) => {
        const { address, port } = candidate ?? {};
        if (address && port) void window.tellAddress(address, port);
      });
    }

    /** In the order in which they are asked for, as the browser does them. */
    #inTurn(step: () => Promise<void>): Promise<void> {
      const turn = (turns.get(this) ?? Promise.resolve()).then(step);
      turns.set(
        this,
        turn.catch(() => {}),
      );
      return turn;
    }

    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      return this.#inTurn(async () => {
        const lines = (description.sdp ?? "").split("\r\n");
        const detoured = lines.map((line) => (line.startsWith("a=candidate:") ? detour(line) : line));
        const sdp = (await Promise.all(detoured)).filter((line) => line !== undefined).join("\r\n");
        await super.setRemoteDescription({ type: description.type, sdp });
      });
    }

    override addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
      return this.#inTurn(async () => {
        const detoured = candidate?.candidate && (await detour(candidate.candidate));
        if (!candidate || !detoured) return;
        await super.addIceCandidate({
          ...{ candidate: detoured, sdpMid: candidate.sdpMid ?? null },
          ...{ sdpMLineIndex: candidate.sdpMLineIndex ?? null },
          usernameFragment: candidate.usernameFragment ?? null,
        });
      });
    }
  };
}
