// The hostile server: it sits on both lines between a page and the real server, and alters, withholds
// and makes up what comes to the page, as a test tells it to. What the page sends goes on as it is.

import type { Browser, Page, WebSocketRoute } from "playwright-core";
import type { Boot, LobbyView, ServerEvents } from "../../protocol/protocol.ts";
import { desk } from "./chromium.ts";
import { Person } from "./person.ts";
import { installProbe } from "./probe.ts";

/** What one page signals to another, as PeerServer passes it on. */
export interface Signal {
  readonly type: "OFFER" | "ANSWER" | "CANDIDATE";
  readonly src: string;
  readonly dst: string;
  readonly payload: {
    readonly connectionId: string;
    readonly sdp?: { readonly type: string; readonly sdp: string };
    readonly candidate?: RTCIceCandidateInit;
  };
}

/** An event of Socket.IO's to the page. */
export type Word = {
  readonly [Event in keyof ServerEvents]: readonly [event: Event, ...args: Parameters<ServerEvents[Event]>];
}[keyof ServerEvents];

/** What comes to the page in place of what was to come; nothing if it is withheld. */
export interface Malice {
  readonly signal?: (signal: Signal) => readonly Signal[];
  readonly word?: (word: Word) => readonly Word[];
  /** What the lobby is told of the room, asked for or not. */
  readonly lobby?: (view: LobbyView) => LobbyView;
  readonly boot?: (boot: Boot) => Boot;
}

/** How Socket.IO writes an event, and the answer to the one with that number. */
const event = /^42(?=\[)/;
const question = /^42(\d+)\["look-in"/;
const answer = /^43(\d+)(?=\[)/;
const isRoom = ({ pathname }: URL) => pathname.lastIndexOf("/") === 0;
const bootElement = /(?<=id="boot">).*?(?=<\/script>)/s;

/** Both lines between one page and the server. */
export class Wire {
  malice: Malice = {};
  #signalling: WebSocketRoute | undefined;
  #words: WebSocketRoute | undefined;
  /** The number of the page's question who is inside. */
  #asked: string | undefined;

  /** To be called before the page is loaded. */
  async tap(page: Page): Promise<void> {
    await page.routeWebSocket(/\/peerjs\/peerjs/, (line) => this.#tapSignalling(line));
    await page.routeWebSocket(/\/socket\.io\//, (line) => this.#tapWords(line));
    const { boot } = this.malice;
    if (!boot) return;
    await page.route(isRoom, async (route) => {
      const response = await route.fetch();
      const page = await response.text();
      const body = page.replace(bootElement, (json) => JSON.stringify(boot(JSON.parse(json))));
      await route.fulfill({ response, body });
    });
  }

  /** As if another page had signalled that. */
  signal(signal: Signal): void {
    this.#signalling?.send(JSON.stringify(signal));
  }

  /** As if the server had said that. */
  say(word: Word): void {
    this.#words?.send(`42${JSON.stringify(word)}`);
  }

  #tapSignalling(line: WebSocketRoute): void {
    this.#signalling = line;
    line.connectToServer().onMessage((frame) => {
      const signal = JSON.parse(String(frame));
      // What the server itself says has no sender.
      if (signal.src === undefined || !this.malice.signal) return line.send(frame);
      for (const changed of this.malice.signal(signal)) this.signal(changed);
    });
  }

  #tapWords(line: WebSocketRoute): void {
    this.#words = line;
    const server = line.connectToServer();
    line.onMessage((frame) => {
      this.#asked = question.exec(String(frame))?.[1] ?? this.#asked;
      server.send(frame);
    });
    server.onMessage((frame) => {
      const text = String(frame);
      const { lobby, word = (same) => [same] } = this.malice;
      if (event.test(text)) {
        const said: Word = JSON.parse(text.replace(event, ""));
        const changed = said[0] === "lobby" && lobby ? (["lobby", lobby(said[1])] as const) : said;
        for (const one of word(changed)) this.say(one);
        return;
      }
      const number = answer.exec(text)?.[1];
      if (!lobby || number === undefined || number !== this.#asked) return line.send(frame);
      const [reply] = JSON.parse(text.replace(answer, ""));
      line.send(`43${number}${JSON.stringify([{ ...reply, ...lobby(reply) }])}`);
    });
  }
}

/** What a page has done since it was loaded, however briefly. */
export interface Witness {
  /** The members whose picture was on the screen. */
  readonly shown: string[];
  /** Calls that came about: from then on media may flow. */
  connected: number;
  /** How often a device was asked for. */
  asked: number;
}

declare global {
  interface Window {
    witness: Witness;
  }
}

function installWitness(): void {
  const witness: Witness = { shown: [], connected: 0, asked: 0 };
  window.witness = witness;

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener("connectionstatechange", () => {
        // What the lobby tries out has no media to send, and nobody else at its other end.
        const isCall = this.getTransceivers().length > 0;
        if (isCall && this.connectionState === "connected") witness.connected += 1;
      });
    }
  };
  const capture = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (constraints) => {
    witness.asked += 1;
    return capture(constraints);
  };
  new MutationObserver(() => {
    for (const video of document.querySelectorAll('article[data-member] video[data-shown="true"]'))
      witness.shown.push(video.closest("article")?.dataset["member"] ?? "");
  }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-shown"] });
}

/** Somebody at a browser whose lines the hostile server has its hands on. */
export class Victim extends Person {
  readonly wire: Wire;

  constructor(page: Page, name: string, wire: Wire) {
    super(page, name);
    this.wire = wire;
  }

  override async join(): Promise<void> {
    await this.page.getByLabel("Your name").fill(this.name);
    await super.join();
  }

  /** The whole link to the room, with its key. */
  get link(): string {
    return this.page.url();
  }

  /** By which they go, in the room and outside. */
  id(): Promise<string> {
    return this.page.evaluate(() => JSON.parse(document.getElementById("boot")?.textContent ?? "{}").id);
  }

  witness(): Promise<Witness> {
    return this.page.evaluate(() => window.witness);
  }

  /** Waits until they are told of somebody in between, in passing and for good. */
  async isWarnedOf(name: string): Promise<void> {
    const words = `Somebody is in between you and ${name}, so there is no call`;
    await Promise.all([
      this.page.getByRole("status").getByText(words).waitFor(),
      this.tileOf(name).getByText(words).waitFor(),
    ]);
  }
}

/** Brings somebody to where a link leads, through the hostile server's hands. */
export async function bringVictim(
  browser: Browser,
  link: string,
  name: string,
  malice: Malice = {},
): Promise<Victim> {
  const context = await browser.newContext({ viewport: desk });
  const page = await context.newPage();
  const wire = new Wire();
  wire.malice = malice;
  await wire.tap(page);
  await page.addInitScript(installProbe);
  await page.addInitScript(installWitness);
  const victim = new Victim(page, name, wire);
  await page.goto(link);
  return victim;
}
