// The pages: a fresh room's redirect, the room, the error page, the files, the health.

import ejs from "ejs";
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from "express";
import sirv from "sirv";
import { v4 as uuid } from "uuid";
import { parseRoomName } from "../protocol/parse.ts";
import { type Boot, limits, refusals } from "../protocol/protocol.ts";
import type { Assets } from "./assets.ts";
import type { Log } from "./log.ts";

export interface PagesOptions {
  readonly views: string;
  readonly assets: Assets;
  readonly health: () => {
    readonly status: "ok" | "draining";
    readonly rooms: number;
    readonly connections: number;
  };
  readonly log: Log;
}

interface ErrorPage {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
}

/** Paths with a meaning of their own, which no room can have. */
const reserved: ReadonlySet<string> = new Set(["assets", "health", "peerjs"]);

export function mountPages(app: Express, { views, assets, health, log }: PagesOptions): void {
  app.disable("x-powered-by");
  app.engine("ejs", ejs.renderFile);
  app.set("view engine", "ejs");
  app.set("views", views);
  app.enable("view cache");

  const showError = (response: Response, page: ErrorPage) =>
    response
      .status(page.status)
      .set("Cache-Control", "no-store")
      .render("error", { ...page, assets });

  const showHealth: RequestHandler = (_request, response) => {
    const state = health();
    response
      .status(state.status === "ok" ? 200 : 503)
      .set("Cache-Control", "no-store")
      .json(state);
  };

  const showRoom: RequestHandler<{ room: string }> = (request, response) => {
    const room = parseRoomName(request.params.room);
    if (!room.ok || reserved.has(room.value))
      return showError(response, {
        status: 404,
        title: "That can't be a room's name",
        sentence: room.ok
          ? `“${room.value}” is kept for the server itself. Choose another name.`
          : `You asked for “${request.params.room}”. ${refusals["bad-room"]} It is at most ${limits.roomName} characters long.`,
      });
    const boot: Boot = { room: room.value, id: uuid() };
    // Each page is somebody else: a copy from a cache would be the same member twice.
    response.set("Cache-Control", "no-store").render("room", { boot: embed(boot), room: room.value, assets });
  };

  const showMissing = (_request: Request, response: Response) =>
    showError(response, {
      status: 404,
      title: "There is nothing here",
      sentence: "A room's address is the name of this site, a slash, and the room's name.",
    });

  const showFault: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // A path that can't be decoded is no room's name either.
    if (error instanceof URIError) return showMissing(request, response);
    log.error("page-failed", { reason: error instanceof Error ? error.message : "unknown" });
    return showError(response, {
      status: 500,
      title: "Something went wrong here",
      sentence: "The page could not be made. Try again in a moment.",
    });
  };

  app.get("/", (_request, response) => response.set("Cache-Control", "no-store").redirect(302, `/${uuid()}`));
  app.get("/health", showHealth);
  app.use("/assets", sirv(assets.folder, { brotli: true, gzip: true, immutable: true, maxAge: 31_536_000 }));
  app.get("/:room", showRoom);
  app.use(showMissing);
  app.use(showFault);
}

/** JSON that can stand in a script element: no `<` can end it. */
function embed(boot: Boot): string {
  return JSON.stringify(boot).replaceAll("<", "\\u003c");
}
