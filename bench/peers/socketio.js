// Socket.IO's own server at its fastest: WebSocket only, no compression, the native masking of `bufferutil`.
import { createServer } from "node:http";

import { Server } from "socket.io";

const http = createServer((request, response) => {
  response.writeHead(request.url === "/health" ? 200 : 404).end();
});
const io = new Server(http, {
  transports: ["websocket"],
  allowUpgrades: false,
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  pingInterval: 300_000,
  pingTimeout: 200_000,
});

io.use((socket, next) => {
  const [user, session, expiresAt] = (socket.handshake.auth.token ?? "").split("|");
  if (Number(expiresAt) * 1000 <= Date.now()) return next(new Error("token_expired"));
  socket.data = { user, session, expiresAt: Number(expiresAt) };
  return next();
});
io.on("connection", (socket) => {
  socket.join(`user:${socket.data.user}`);
  socket.on("join", ({ room }, answer) => {
    socket.join(room);
    answer({ success: true, data: null });
  });
  socket.on("say", ({ room, text }) => io.to(room).emit("said", { text }));
  socket.on("echo", ({ text }, answer) => answer({ success: true, data: { text } }));
});
http.listen(Number(process.env.PORT), "127.0.0.1", 4096);
