// Somebody in a meeting that things happen to: what they saw and heard is written down, and so is what
// the server told their page.

import type { BrowserContext } from "playwright-core";
import { keepJournal } from "../../network/journal.ts";
import { drawCamera } from "../drawn-camera.ts";
import { openLobby, type Person } from "../person.ts";

export interface Guest extends Person {
  /** The room as the server has last shown it to them, but for the number of the view. */
  readonly told: () => unknown;
}

/** As it comes over the WebSocket: a packet of Socket.IO, with an event. */
const roomPacket = /^42\["room",/;

export async function openDoor(
  context: BrowserContext,
  url: string,
  room: string,
  name: string,
): Promise<Guest> {
  let view: unknown;
  context.on("page", (page) =>
    page.on("websocket", (socket) =>
      socket.on("framereceived", ({ payload }) => {
        const text = String(payload);
        if (!roomPacket.test(text)) return;
        const [, { revision, ...rest }] = JSON.parse(text.slice("42".length));
        view = rest;
      }),
    ),
  );
  await context.addInitScript(keepJournal);
  const person = await openLobby(context, url, room, name, drawCamera);
  return Object.assign(person, { told: () => view });
}
