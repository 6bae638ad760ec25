// The pages: a fresh room's redirect, the room, the error page, the files, the health.

import ejs from "ejs";
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from "express";
import { v4 as uuid } from "uuid";
import { isRecord, type Parsed, parseRoomName } from "../protocol/parse.ts";
import {
  type Boot,
  type Check,
  limits,
  type Renewal,
  type RoomName,
  refusals,
  refuse,
} from "../protocol/protocol.ts";
import type { Assets } from "./assets.ts";
import type { Log } from "./log.ts";
import type { Tickets } from "./tickets.ts";

export interface PagesOptions {
  readonly views: string;
  readonly assets: Assets;
  readonly health: () => {
    readonly status: "ok" | "draining";
    readonly rooms: number;
    readonly connections: number;
  };
  readonly log: Log;
  readonly tickets: Tickets;
  /** With which key a room is sealed, if anybody is in it. */
  readonly sealOf: (room: RoomName) => Check | undefined;
}

interface ErrorPage {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
}

/** Paths with a meaning of their own, which no room can have. */
const reserved: ReadonlySet<string> = new Set(["assets", "health", "peerjs"]);
/** Says that a room was opened by the redirect to it, and so is known to nobody else. */
const freshCookie = "fresh";
/** For the way from the redirect to the page, and a slow one. */
const freshMs = 60_000;
/** A request for a ticket holds a ticket. */
const largestRequest = "4kb";

export function mountPages(app: Express, options: PagesOptions): void {
  const { views, assets, health, log, tickets, sealOf } = options;

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
    const room = readRoom(request.params.room);
    if (!room.ok)
      return showError(response, {
        status: 404,
        title: "That can't be a room's name",
        sentence: reserved.has(request.params.room.toLowerCase())
          ? `“${request.params.room}” is kept for the server itself. Choose another name.`
          : `You asked for “${request.params.room}”. ${refusals["bad-room"]} It is at most ${limits.roomName} characters long.`,
      });
    const id = uuid();
    const boot: Boot = {
      room: room.value,
      id,
      ticket: tickets.issue(room.value, id, Date.now()),
      seal: sealOf(room.value),
      fresh: hasCookie(request, freshCookie),
    };
    if (boot.fresh) response.clearCookie(freshCookie, { path: request.path });
    // Each page is somebody else: a copy from a cache would be the same member twice.
    response.set("Cache-Control", "no-store").render("room", { boot: embed(boot), room: room.value, assets });
  };

  const renewTicket: RequestHandler<{ room: string }> = (request, response) => {
    response.set("Cache-Control", "no-store");
    const room = readRoom(request.params.room);
    if (!room.ok) return void response.status(404).json(room);
    if (!isRecord(request.body)) return void response.status(400).json(refuse("malformed"));
    const id = tickets.ownerOf(request.body["ticket"], room.value, Date.now()) ?? uuid();
    const renewal: Renewal = { id, ticket: tickets.issue(room.value, id, Date.now()) };
    response.json(renewal);
  };

  const openRoom: RequestHandler = (request, response) => {
    const path = `/${uuid()}`;
    response
      .cookie(freshCookie, "1", {
        path,
        maxAge: freshMs,
        httpOnly: true,
        sameSite: "lax",
        secure: request.secure,
      })
      .set("Cache-Control", "no-store")
      .redirect(302, path);
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
    if (isClientFault(error)) {
      response.status(error.status).json(refuse("malformed"));
      return;
    }
    log.error("page-failed", { reason: error instanceof Error ? error.message : "unknown" });
    return showError(response, {
      status: 500,
      title: "Something went wrong here",
      sentence: "The page could not be made. Try again in a moment.",
    });
  };

  app.get("/", openRoom);
  app.get("/health", showHealth);
  app.get("/assets/:file", assets.serve);
  app.get("/:room", showRoom);
  app.post("/:room/ticket", express.json({ limit: largestRequest }), renewTicket);
  app.use(showMissing);
  app.use(showFault);
}

function readRoom(name: string): Parsed<RoomName> {
  const room = parseRoomName(name);
  return room.ok && reserved.has(room.value) ? refuse("bad-room") : room;
}

function hasCookie({ headers: { cookie = "" } }: Request, name: string): boolean {
  return cookie.split(";").some((pair) => pair.trim().startsWith(`${name}=`));
}

/** What express.json finds wrong with a body. */
function isClientFault(error: unknown): error is Error & { readonly status: number } {
  return (
    error instanceof Error && "status" in error && typeof error.status === "number" && error.status < 500
  );
}

/** JSON that can stand in a script element: no `<` can end it. */
function embed(boot: Boot): string {
  return JSON.stringify(boot).replaceAll("<", "\\u003c");
}
