// Stands between one page and the server, as a network of its own would: it can be cut or fall silent
// for that page alone, and knows for how long nothing was said.

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export type Direction = "to the page" | "to the server";

/** The longest time in which nothing went that way over a WebSocket. */
export interface Silence {
  readonly path: string;
  readonly direction: Direction;
  readonly ms: number;
}

export interface Passage {
  /** Where the page is to go. */
  readonly url: string;
  /** Ends every connection; new ones go through. */
  readonly cut: () => void;
  /** From here on nothing goes through, and nobody is told. */
  readonly stall: () => void;
  /** What was held up arrives. */
  readonly flow: () => void;
  /** Of each WebSocket there has been. */
  readonly silences: () => readonly Silence[];
  readonly close: () => Promise<void>;
}

/** One direction of a WebSocket. */
interface Watch {
  readonly path: string;
  readonly direction: Direction;
  spokeAt: number;
  longest: number;
  over: boolean;
}

export async function openPassage(port: number): Promise<Passage> {
  const sockets = new Set<Socket>();
  const watches: Watch[] = [];
  let stalled = false;

  function take(socket: Socket): void {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // An end that comes as an error is an end.
    socket.on("error", () => {});
  }

  function watch(path: string): { readonly [D in Direction]: Watch } {
    const begin = (direction: Direction): Watch => ({
      ...{ path, direction, spokeAt: Date.now(), longest: 0, over: false },
    });
    const both = { "to the page": begin("to the page"), "to the server": begin("to the server") };
    watches.push(both["to the page"], both["to the server"]);
    return both;
  }

  function note(seen: Watch): void {
    const now = Date.now();
    seen.longest = Math.max(seen.longest, now - seen.spokeAt);
    seen.spokeAt = now;
  }

  const listener = createServer((page) => {
    const server = connect({ port, host: "localhost" });
    let watched: ReturnType<typeof watch> | undefined;
    page.once("data", (head) => {
      const [path] =
        /^GET ([^ ?]+)(?=[\s\S]*\r\nupgrade: websocket\r\n)/i.exec(head.toString("latin1"))?.slice(1) ?? [];
      if (path !== undefined) watched = watch(path);
    });
    for (const [from, to, direction] of [
      [page, server, "to the server"],
      [server, page, "to the page"],
    ] as const) {
      take(from);
      from.on("data", (chunk) => {
        if (watched) note(watched[direction]);
        to.write(chunk);
      });
      from.on("end", () => to.end());
      from.on("close", (failed) => {
        if (watched) watched[direction].over = true;
        if (failed) to.resetAndDestroy();
        else to.end();
      });
      if (stalled) from.pause();
    }
  });
  listener.listen(0);
  await once(listener, "listening");
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("The passage has no port");

  return {
    url: `http://localhost:${address.port}`,
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    stall: () => {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    flow: () => {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    silences: () =>
      watches.map(({ path, direction, spokeAt, longest, over }) => ({
        ...{ path, direction, ms: over ? longest : Math.max(longest, Date.now() - spokeAt) },
      })),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, "close");
    },
  };
}
