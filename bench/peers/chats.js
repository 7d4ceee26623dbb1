// Express 5, Socket.IO 4 and pg on Mingle's own tables, doing the same durable work: who is in the chat, its next number
// under the lock of its row, one message of each client id, the event to the members after the commit; pages of history.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

import express from "express";
import jwt from "jsonwebtoken";
import pg from "pg";
import { Server } from "socket.io";

pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const SECRET = "0123456789abcdef".repeat(4);
const pool = new pg.Pool({ min: Number(process.env.POOL), max: Number(process.env.POOL) });
const app = express();
app.disable("x-powered-by");
app.set("etag", false);
app.get("/health", (_request, response) => response.json({ status: "ok" }));

async function accountOf(token) {
  const { sid } = jwt.verify(token, SECRET, { audience: "access", algorithms: ["HS256"] });
  const { rows } = await pool.query({
    name: "session",
    text: `SELECT account_id FROM sessions JOIN accounts ON accounts.id = account_id
           WHERE sessions.id = $1 AND revoked_at IS NULL AND expires_at > now() AND banned_at IS NULL`,
    values: [sid],
  });
  return rows[0]?.account_id;
}

const COLUMNS = `id, chat_id AS "chatId", pts, client_id AS "clientId", sender_id AS "senderId", kind AS type, content,
  reply_to_id AS "replyToId", hashtags, is_silent AS "isSilent", created_at AS "createdAt", updated_at AS "updatedAt"`;
const LOCK = { name: "lock", text: "SELECT true FROM chats WHERE id = $1 FOR UPDATE" };
const STANDING = {
  name: "standing",
  text: `SELECT m.role, c.kind, u.digest FROM chat_members m JOIN chats c ON c.id = m.chat_id
         LEFT JOIN messages u ON u.chat_id = c.id AND u.sender_id = m.account_id AND u.client_id = $3
         WHERE m.account_id = $1 AND m.chat_id = $2`,
};
const WRITE = {
  name: "write",
  text: `WITH next AS (UPDATE chats SET pts = pts + 1, active_at = now() WHERE id = $1 RETURNING pts)
         INSERT INTO messages (chat_id, pts, sender_id, client_id, digest, kind, content, created_at, updated_at)
         VALUES ($1, (SELECT pts FROM next), $2, $3, $4, 'text', $5, now(), now()) RETURNING ${COLUMNS}`,
};

async function send(accountId, { chatId, clientId, content }) {
  if (typeof content !== "string" || content.length === 0 || content.length > 10_000) throw new Error("content");
  const digest = createHash("md5").update(JSON.stringify([chatId, clientId, content])).digest();
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query({ ...LOCK, values: [chatId] });
    const standing = await client.query({ ...STANDING, values: [accountId, chatId, clientId] });
    if (standing.rows.length === 0) throw new Error("not_found");
    const written = await client.query({ ...WRITE, values: [chatId, accountId, clientId, digest, content] });
    await client.query("COMMIT");
    return { ...written.rows[0], files: [], mentions: [], reactions: [], isEdited: false, isDeleted: false, isPinned: false };
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

const PAGE = {
  name: "page",
  text: `SELECT ${COLUMNS},
    ARRAY (SELECT f.file_id FROM message_files f WHERE f.chat_id = u.chat_id AND f.pts = u.pts) AS files,
    ARRAY (SELECT n.account_id FROM message_mentions n WHERE n.chat_id = u.chat_id AND n.pts = u.pts) AS mentions,
    coalesce((SELECT json_agg(r) FROM (SELECT emoji, count(*), bool_or(account_id = $1) AS mine
      FROM message_reactions x WHERE x.chat_id = u.chat_id AND x.pts = u.pts GROUP BY emoji) r), '[]') AS reactions
    FROM messages u WHERE u.chat_id = $2 AND u.pts < $3 ORDER BY u.pts DESC LIMIT $4`,
};

app.get("/api/chats/:id/messages", async (request, response) => {
  const accountId = await accountOf((request.get("authorization") ?? "").replace(/^Bearer /, ""));
  if (accountId === undefined) return response.status(401).end();
  const limit = Number(request.query.limit ?? 20);
  const standing = await pool.query({ ...STANDING, values: [accountId, request.params.id, ""] });
  if (standing.rows.length === 0) return response.status(404).end();
  const before = Number(request.query.before ?? 2 ** 53 - 1);
  const { rows } = await pool.query({ ...PAGE, values: [accountId, request.params.id, before, limit + 1] });
  const items = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? String(items.at(-1).pts) : null;
  return response.json({ success: true, data: { items, nextCursor } });
});

const http = createServer(app);
const io = new Server(http, {
  transports: ["websocket"], allowUpgrades: false, perMessageDeflate: false, httpCompression: false, serveClient: false,
  pingInterval: 300_000, pingTimeout: 200_000,
});
io.use(async (socket, next) => {
  try {
    socket.data.accountId = await accountOf(socket.handshake.auth.token ?? "");
    const values = [socket.data.accountId];
    const { rows } = await pool.query({ name: "chats", text: "SELECT chat_id FROM chat_members WHERE account_id = $1", values });
    for (const { chat_id: chatId } of rows) socket.join(`chat:${chatId}`);
    next(socket.data.accountId === undefined ? new Error("unauthenticated") : undefined);
  } catch (error) {
    next(error);
  }
});
io.on("connection", (socket) => {
  socket.on("message:send", async (draft, answer) => {
    try {
      const message = await send(socket.data.accountId, draft);
      io.to(`chat:${draft.chatId}`).emit("message:new", { chatId: draft.chatId, pts: message.pts, message });
      answer({ success: true, data: message });
    } catch (error) {
      answer({ success: false, error: { code: error.message, message: error.message } });
    }
  });
});
http.listen(Number(process.env.PORT), "127.0.0.1", 4096);
