// The pages: a fresh room's redirect, the room, the error page, the files, the health.

import ejs from "ejs";
import express, {
  type CookieOptions,
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
import type { Ice } from "./ice.ts";
import type { Identities } from "./identities.ts";
import type { Log } from "./log.ts";
import { loadMoment } from "./moment.ts";
import type { Openings } from "./openings.ts";
import type { Holder, Tickets } from "./tickets.ts";
import { isOwn } from "./visitors.ts";

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
  readonly identities: Identities;
  readonly openings: Openings;
  readonly ice: Pick<Ice, "open" | "ofCaller">;
  /** Whether this process carries the media of those who can't meet. */
  readonly relay: boolean;
  /** With which key a room is sealed, if anybody is in it. */
  readonly sealOf: (room: RoomName) => Check | undefined;
}

interface ErrorPage {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
}

/** Paths with a meaning of their own, which no room can have. */
const reserved: ReadonlySet<string> = new Set(["assets", "health", "metrics", "peerjs", "relay"]);
/** Says that a room was opened by the redirect to it, and so is known to nobody else. */
const freshCookie = "fresh";
/** For the way from the redirect to the page, and a slow one. */
const freshMs = 60_000;
/** Makes a browser the host of the room that it was redirected to. */
const deedCookie = "deed";
const deedMs = 365 * 86_400_000;
/** Tells a browser from another, so that a reload is no way around a host's word. */
const visitorCookie = "visitor";
const visitorMs = 30 * 86_400_000;
/** A request for a ticket holds a ticket. */
const largestRequest = "4kb";
const visitorForm = /^[0-9a-f-]{36}$/;

export function mountPages(app: Express, options: PagesOptions): void {
  const { views, assets, health, log, tickets, identities, openings, ice, relay, sealOf } = options;

  const showMoment = loadMoment(views);
  /** The next process is to answer, not this one. */
  const isEnding = () => health().status === "draining";

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

  const showHealth: RequestHandler = (request, response) => {
    const { status, ...counts } = health();
    response
      .status(status === "ok" ? 200 : 503)
      .set("Cache-Control", "no-store")
      // A student who asks again and again would see their classmates come and go.
      .json({ status, ...(isOwn(request) && counts) });
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
    if (isEnding()) return showMoment(response, false);
    const person = knowPerson(request, response, room.value);
    const boot: Boot = {
      room: room.value,
      ...admit({ room: room.value, id: uuid(), person, byDeed: false }),
      seal: sealOf(room.value),
      fresh: readCookie(request, freshCookie) !== undefined,
    };
    if (boot.fresh) response.clearCookie(freshCookie, { path: request.path });
    // Each page is somebody else: a copy from a cache would be the same member twice.
    response.set("Cache-Control", "no-store").render("room", { boot: embed(boot), room: room.value, assets });
  };

  /** Whom a room was made for, or whoever this browser is in it. */
  function knowPerson(request: Request, response: Response, room: RoomName): Holder["person"] {
    const owner = heed(readCookie(request, deedCookie), room);
    return owner ?? identities.personOf(knowVisitor(request, response), room);
  }

  /** Whom a deed makes whoever shows it. */
  function heed(deed: unknown, room: RoomName): Holder["person"] | undefined {
    const person = identities.readDeed(deed, room);
    // There are deeds of others as well, to whom the room may have been handed.
    if (person !== undefined && person === identities.founderOf(room)) openings.claim(room);
    return person;
  }

  /** Whoever keeps no cookies is somebody new with each page. */
  function knowVisitor(request: Request, response: Response): string {
    const known = readCookie(request, visitorCookie);
    if (known !== undefined && visitorForm.test(known)) return known;
    const visitor = uuid();
    response.cookie(visitorCookie, visitor, cookieFor(request, "/", visitorMs));
    return visitor;
  }

  function admit(holder: Holder): Renewal {
    return {
      id: holder.id,
      ticket: tickets.issue(holder, Date.now()),
      host: holder.person === identities.founderOf(holder.room),
      // Nothing that somebody who merely opens an address could take away and use.
      ...{ iceServers: ice.open, relay },
    };
  }

  const renewTicket: RequestHandler<{ room: string }> = (request, response) => {
    response.set("Cache-Control", "no-store");
    const room = readRoom(request.params.room);
    if (!room.ok) return void response.status(404).json(room);
    if (!isRecord(request.body)) return void response.status(400).json(refuse("malformed"));
    const { ticket, deed } = request.body;
    const owner = heed(deed, room.value);
    const now = Date.now();
    const holder = tickets.holderOf(ticket, room.value, now) ?? {
      ...{ room: room.value, id: uuid(), byDeed: false },
      person: knowPerson(request, response, room.value),
    };
    const renewal = admit(owner === undefined ? holder : { ...holder, person: owner, byDeed: true });
    const admission = tickets.check(ticket, now);
    const known = admission.ok && admission.ticket.room === room.value;
    response.json({ ...renewal, ...(known && { iceServers: ice.ofCaller(holder.id, now) }) });
  };

  const openRoom: RequestHandler = (request, response) => {
    if (isEnding()) return showMoment(response, true);
    const room = identities.nameRoom();
    openings.add(room);
    const path = `/${room}`;
    const founder = identities.founderOf(room) ?? "";
    response
      .cookie(freshCookie, "1", cookieFor(request, path, freshMs))
      .cookie(deedCookie, identities.deedOf(room, founder), cookieFor(request, path, deedMs))
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

function readCookie({ headers: { cookie = "" } }: Request, name: string): string | undefined {
  const pair = cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

function cookieFor({ secure }: Request, path: string, maxAge: number): CookieOptions {
  return { path, maxAge, httpOnly: true, sameSite: "lax", secure };
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
