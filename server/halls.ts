// Every room there is: those that somebody is in, and those that were left empty a moment ago.

import type { RoomName } from "../protocol/protocol.ts";
import type { Batons } from "./batons.ts";
import { Hall, type Post } from "./hall.ts";
import type { Past } from "./rooms/past.ts";
import type { Room } from "./rooms/room.ts";

/** A room that was left empty waits so long for whoever ran it. */
const emptyMs = 30_000;

export interface HallsOptions {
  readonly most: number;
  readonly post: Post;
  readonly batons: Batons;
  /** A room is no more, which was so before. */
  readonly onForget: (hall: Hall, before: Room) => void;
}

export interface Halls {
  readonly find: (name: RoomName) => Hall | undefined;
  /** That room's, or a new one, which is none of them before it is added. */
  readonly open: (name: RoomName) => Hall;
  readonly add: (hall: Hall) => void;
  /** Whether there is a place for that room; one that nobody is in gives way. */
  readonly makeSpace: (name: RoomName) => boolean;
  /** Somebody is in it. */
  readonly keep: (hall: Hall) => void;
  /** Everybody has left it: it is forgotten, unless somebody comes back. */
  readonly expire: (hall: Hall) => void;
  readonly forget: (hall: Hall, before: Room) => void;
  /** Whether that meeting was brought back before, and then forgotten. */
  readonly isOver: (name: RoomName, past: Past) => boolean;
  /** Those that somebody is in. */
  readonly count: () => number;
  readonly close: () => void;
}

export function createHalls({ most, post, batons, onForget }: HallsOptions): Halls {
  const halls = new Map<RoomName, Hall>();
  const empty = new Map<RoomName, NodeJS.Timeout>();
  /** Meetings that were brought back, and then forgotten; the oldest first. */
  const over = new Set<string>();

  function keep({ name }: Hall): void {
    clearTimeout(empty.get(name));
    empty.delete(name);
  }

  function forget(hall: Hall, before: Room): void {
    keep(hall);
    if (!halls.delete(hall.name)) return;
    if (hall.recovery.past) remember(nameMeeting(hall.name, hall.recovery.past));
    hall.close();
    onForget(hall, before);
  }

  function remember(meeting: string): void {
    over.add(meeting);
    const [oldest = ""] = over;
    if (over.size > most) over.delete(oldest);
  }

  return {
    find: (name) => halls.get(name),
    open: (name) => halls.get(name) ?? new Hall(name, post, batons),
    add: (hall) => void halls.set(hall.name, hall),
    makeSpace: (name) => {
      if (halls.has(name) || halls.size < most) return true;
      const [oldest = ""] = empty.keys();
      const hall = halls.get(oldest);
      if (hall) forget(hall, hall.room);
      return halls.size < most;
    },
    keep,
    expire: (hall) => {
      keep(hall);
      empty.set(
        hall.name,
        setTimeout(() => forget(hall, hall.room), emptyMs),
      );
    },
    forget,
    isOver: (name, past) => over.has(nameMeeting(name, past)),
    count: () => halls.size - empty.size,
    close: () => {
      for (const hall of halls.values()) {
        keep(hall);
        hall.close();
      }
    },
  };
}

function nameMeeting(room: RoomName, { facts: { born } }: Past): string {
  return `${born} ${room}`;
}
