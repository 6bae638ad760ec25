// The baseline of the relay: what comes from whoever publishes goes to all others, and nothing is asked.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const server = createServer();
const sockets = new WebSocketServer({ server });
const receivers = new Set();

sockets.on("connection", (socket, { url }) => {
  socket.on("error", () => {});
  if (url === "/receive") {
    receivers.add(socket);
    socket.on("close", () => receivers.delete(socket));
    return;
  }
  socket.on("message", (data) => {
    for (const receiver of receivers) receiver.send(data);
  });
});

server.listen(Number(process.env.PORT), () => {
  console.log(`The bare fan-out is at http://localhost:${server.address().port}`);
});
