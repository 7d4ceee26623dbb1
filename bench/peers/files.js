// Express 5 that serves files by signed links with `sendFile` (ranges, ETag, Last-Modified), and takes uploads with
// multer, which streams them to disk. With DUTIES=all it also does what Mingle does for every request.
import { createHmac, timingSafeEqual } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import express from "express";
import multer from "multer";

const { FOLDER, SECRET } = process.env;
const app = express();
app.disable("x-powered-by");

if (process.env.DUTIES === "all") {
  const { addDuties } = await import("./duties.js");
  addDuties(app);
}

const sign = (path, expires) => createHmac("sha256", SECRET).update(`${path}\n${expires}`).digest("base64url");

app.get("/health", (_request, response) => response.json({ status: "ok" }));

// The harness asks for its links here, so that each subject signs as it likes.
app.get("/links", (request, response) => {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const links = request.query.paths.split(",").map((path) => {
    return `/api/files/${path}?expires=${expires}&signature=${sign(path, expires)}`;
  });
  response.json(links);
});

app.get("/api/files/:id/:variant", (request, response, next) => {
  const path = `${request.params.id}/${request.params.variant}`;
  const given = Buffer.from(String(request.query.signature));
  const good = Buffer.from(sign(path, request.query.expires));
  if (given.length !== good.length || !timingSafeEqual(given, good) || request.query.expires < Date.now() / 1000) {
    return response.status(403).json({ error: "expired" });
  }
  response.set("content-security-policy", "sandbox; default-src 'none'");
  response.sendFile(path, { root: FOLDER, maxAge: 3_600_000, immutable: true }, (error) => error && next(error));
});

const uploads = join(FOLDER, "..", "peer-uploads");
mkdirSync(uploads, { recursive: true });
const upload = multer({ dest: uploads, limits: { fileSize: 200 * 1024 * 1024 } });
app.post("/api/files/upload", upload.single("file"), (request, response) => {
  response.status(201).json({ size: request.file.size });
});

app.listen(Number(process.env.PORT), "127.0.0.1");
