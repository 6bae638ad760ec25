// What a bare page needs: an origin that may use a camera, and, for two of them, an echo. It is
// started for each pair anew, since it passes on to all others whatever one page says.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const script = readFileSync(new URL("pages/floor.mjs", import.meta.url));
const page = '<!doctype html><title>Floor</title><body><script type="module" src="/floor.mjs"></script>';

export async function startFloorServer() {
  const server = createServer(({ url }, response) => {
    if (url === "/floor.mjs") response.setHeader("Content-Type", "text/javascript").end(script);
    else response.setHeader("Content-Type", "text/html").end(page);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket) => {
    socket.on("message", (signal) => {
      for (const other of sockets.clients) if (other !== socket) other.send(signal, { binary: false });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.close();
    },
  };
}
