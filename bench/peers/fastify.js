// Fastify and pg, with the response's schema, from which it compiles its encoder.
import Fastify from "fastify";

import { listMessages } from "./messages.js";

const app = Fastify();
const text = { type: "string" };
const maybeText = { type: "string", nullable: true };
const message = {
  type: "object",
  properties: {
    id: text,
    chatId: text,
    pts: { type: "number" },
    senderId: text,
    kind: text,
    text,
    replyToId: maybeText,
    editedAt: { ...maybeText, format: "date-time" },
    createdAt: { ...text, format: "date-time" },
  },
};
const page = { type: "object", properties: { items: { type: "array", items: message }, nextCursor: maybeText } };
const answer = { type: "object", properties: { success: { type: "boolean" }, data: page } };
const query = { type: "object", properties: { limit: { type: "integer", default: 20 }, cursor: text } };

app.get("/health", async () => ({ status: "ok" }));

app.get(
  "/api/bench/chats/:chatId/messages",
  { schema: { querystring: query, response: { 200: answer } } },
  async (request) => listMessages(request.params.chatId, request.query.limit, request.query.cursor),
);

await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
