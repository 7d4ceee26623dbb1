// Express 5 and pg. With DUTIES=all it also does, with the packages that people take for it, what Mingle does for
// every request: security headers, CORS, compression, a rate limit for each person, metrics and a JSON log line.
import express from "express";

import { listMessages } from "./messages.js";

const app = express();
app.disable("x-powered-by");
app.set("etag", false);

if (process.env.DUTIES === "all") {
  const { addDuties } = await import("./duties.js");
  addDuties(app);
}

app.get("/health", (_request, response) => response.json({ status: "ok" }));

app.get("/api/bench/chats/:chatId/messages", async (request, response) => {
  const limit = Number(request.query.limit ?? 20);
  response.json(await listMessages(request.params.chatId, limit, request.query.cursor));
});

app.listen(Number(process.env.PORT), "127.0.0.1");
