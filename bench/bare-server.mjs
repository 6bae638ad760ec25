// The baseline: rooms of Socket.IO and PeerServer as they are commonly published, options at their
// defaults and nothing checked. One thing is mended: mounted the common way, PeerServer breaks
// Socket.IO's WebSocket and leaves it polling, which would be no baseline at all.

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import express from "express";
import { ExpressPeerServer } from "peer";
import { Server } from "socket.io";
import { v4 as uuid } from "uuid";
import { WebSocketServer } from "ws";

const app = express();
const server = createServer(app);
const io = new Server(server);

const peerSockets = new WebSocketServer({ noServer: true });
const peers = ExpressPeerServer(server, { createWebSocketServer: () => peerSockets });
server.on("upgrade", (request, stream, head) => {
  if (request.url.startsWith("/peerjs/"))
    peerSockets.handleUpgrade(request, stream, head, (socket) =>
      peerSockets.emit("connection", socket, request),
    );
});

app.set("view engine", "ejs");
app.set("views", fileURLToPath(new URL("pages", import.meta.url)));
// The bundled script of the page, where a figure needs the page.
if (process.env.PUBLIC) app.use(express.static(process.env.PUBLIC));
app.use("/peerjs", peers);
app.get("/", (_request, response) => response.redirect(`/${uuid()}`));
app.get("/health", (_request, response) => response.send("ok"));
app.get("/:room", (request, response) => response.render("bare", { room: request.params.room }));

io.on("connection", (socket) => {
  let name;
  socket.on("join-room", (room, id, hello) => {
    name = hello?.name;
    socket.join(room);
    socket.to(room).emit("call-connected", id);
    socket.on("disconnect", () => socket.to(room).emit("call-disconnected", id, name));
  });
  socket.on("send", (room, message) => socket.to(room).emit("receive", { message, name }));
});

server.listen(Number(process.env.PORT), () => {
  console.log(`The bare server is at http://localhost:${server.address().port}`);
});
