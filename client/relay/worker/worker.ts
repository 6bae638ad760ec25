// What runs beside the page, so that neither waits for the other: the relay's line, and all that is encoded,
// sealed and decoded for it.

import type { Notice, Order } from "../messages.ts";
import { openPageScreen, openTrackScreen } from "./screen.ts";
import { readFilm, readRecorder, readTape, type Sinks } from "./sources.ts";
import { openStation, type Station } from "./station.ts";

let station: Station | undefined;
/** Who wait for a ticket. */
const waiting: ((ticket: string) => void)[] = [];

const tell = (notice: Notice) => postMessage(notice);
const sinks: Sinks = {
  hear: (samples, rate) => station?.broadcast.hear(samples, rate),
  show: (frame) => (station ? station.broadcast.show(frame) : frame.close()),
};
let endFilm = () => {};
let endTape = () => {};

function open({ key, ...order }: Order & { readonly type: "open" }): Station {
  const ticket = (refused: boolean) => {
    tell({ type: "ticket", refused });
    return new Promise<string>((resolve) => waiting.push(resolve));
  };
  return openStation({ ...order, key, ticket, tell });
}

function obey(order: Order): void {
  switch (order.type) {
    case "open":
      station = open(order);
      return;
    case "ticket":
      for (const resolve of waiting.splice(0)) resolve(order.ticket);
      return;
    case "want": {
      const { id, sound, screen } = order;
      const post = (frame: VideoFrame) =>
        postMessage({ type: "picture", id, frame } satisfies Notice, { transfer: [frame] });
      return station?.want(id, sound, screen ? openTrackScreen(screen) : openPageScreen(post));
    }
    case "drop":
      return station?.drop(order.id);
    case "film":
      endFilm();
      endFilm = order.frames ? readFilm(order.frames, sinks) : () => {};
      return;
    case "shot":
      return sinks.show(order.frame);
    case "tape":
      endTape();
      endTape = order.sound ? readTape(order.sound, sinks) : () => {};
      return;
    case "recorder":
      return readRecorder(order.port, sinks);
    case "limit":
      return station?.broadcast.limit(order.rung);
    case "retry":
      return station?.retry();
    case "close":
      station?.close();
      return close();
    default:
      return order satisfies never;
  }
}

addEventListener("message", ({ data }: MessageEvent<Order>) => obey(data));
