// A TCP proxy in front of the server that counts what passes, as a meter on the wire would.

import { connect, createServer, type Socket } from "node:net";

export interface CountingProxy {
  readonly url: string;
  /** Towards the server, and from it. */
  readonly bytes: () => { readonly in: number; readonly out: number };
  readonly close: () => void;
}

export async function openCountingProxy(url: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const bytes = { in: 0, out: 0 };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on("data", (data) => {
      bytes.in += data.length;
    });
    far.on("data", (data) => {
      bytes.out += data.length;
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    bytes: () => ({ ...bytes }),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
