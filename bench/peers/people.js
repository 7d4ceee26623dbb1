// Express 5 with pg and jsonwebtoken: somebody's card on Mingle's own tables: the same rules of who may see whom, the same
// statements, and a signature (HMAC-SHA256) for every link.
import { createHmac } from "node:crypto";

import express from "express";
import jwt from "jsonwebtoken";
import pg from "pg";

const SECRET = "0123456789abcdef".repeat(4);
const LINK_STEP_SECONDS = 1800;
const STEPS_KM = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 20100];
const CARD = `
  SELECT a.id, a.username, a.display_name AS "displayName", a.birthdate, a.gender,
    p.gender_description AS "genderDescription", p.pronouns, p.bio, p.prompts, p.interests, p.languages, p.basics, p.hidden,
    p.socials, p.city, p.country_code, p.latitude, p.longitude, p.video_id, p.voice_id, p.portrait,
    ARRAY (SELECT o.file_id FROM profile_photos o WHERE o.account_id = a.id ORDER BY o.position) AS photo_ids,
    EXISTS (SELECT FROM photo_checks c JOIN profile_photos o ON o.account_id = a.id AND o.position = 0
      WHERE c.account_id = a.id AND c.status = 'approved' AND o.file_id = ANY (c.photo_ids)) AS "isVerified",
    coalesce(w.goals, '{}') AS goals,
    EXISTS (SELECT FROM shared_socials s WHERE s.owner_id = a.id AND s.viewer_id = $1) AS gives_socials,
    v.latitude AS viewer_latitude, v.longitude AS viewer_longitude
  FROM accounts a JOIN profiles p ON p.account_id = a.id LEFT JOIN preferences w ON w.account_id = a.id
    LEFT JOIN profiles v ON v.account_id = $1
  WHERE a.id = $2 AND a.kind = 'user' AND a.banned_at IS NULL AND a.deletion_due_at IS NULL AND p.paused_at IS NULL
    AND (NOT p.is_incognito OR EXISTS (SELECT FROM shared_socials s WHERE s.owner_id = a.id AND s.viewer_id = $1))
    AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = a.id AND b.blocked_id = $1)
    AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = $1 AND b.blocked_id = a.id)
    AND a.birthdate IS NOT NULL AND w.account_id IS NOT NULL
    AND (p.portrait IS NOT NULL OR EXISTS (SELECT FROM profile_photos o JOIN files f ON f.id = o.file_id
      AND f.status = 'ready' WHERE o.account_id = a.id))`;

const pool = new pg.Pool({ min: Number(process.env.POOL), max: Number(process.env.POOL) });
const app = express();
app.disable("x-powered-by");
app.set("etag", false);

function link(fileId, variant) {
  const expires = (Math.floor(Date.now() / 1000 / LINK_STEP_SECONDS) + 2) * LINK_STEP_SECONDS;
  const signature = createHmac("sha256", SECRET).update(`${fileId}/${variant}\n${expires}\n`).digest("base64url");
  return `/api/files/${fileId}/${variant}?expires=${expires}&signature=${signature}`;
}

function distance(row) {
  if (row.latitude === null || row.viewer_latitude === null) return null;
  const [latA, lngA, latB, lngB] = [row.latitude, row.longitude, row.viewer_latitude, row.viewer_longitude].map(
    (degrees) => (degrees * Math.PI) / 180,
  );
  const half = Math.sin((latB - latA) / 2) ** 2 + Math.cos(latA) * Math.cos(latB) * Math.sin((lngB - lngA) / 2) ** 2;
  const exact = 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(half)));
  return STEPS_KM.find((step) => exact <= step);
}

function fileView(file, variants) {
  const full = variants.find((one) => one.name === "full.webp");
  const thumbnails = variants.map((one) => ({
    name: one.name.split(".")[0], url: link(file.id, one.name), mime: one.mime, width: one.width, height: one.height,
  }));
  const { id, kind, mime, size, status, name, width, height } = file;
  return { id, kind, mime, size: Number(size), status, url: link(id, full.name), thumbnails, name, width, height };
}

app.get("/health", (_request, response) => response.json({ status: "ok" }));

app.get("/api/users/:id", async (request, response) => {
  const token = (request.get("authorization") ?? "").replace(/^Bearer /, "");
  const { sid } = jwt.verify(token, SECRET, { audience: "access", algorithms: ["HS256"] });
  const sessions = await pool.query({
    name: "session",
    text: `SELECT account_id FROM sessions JOIN accounts ON accounts.id = account_id
           WHERE sessions.id = $1 AND revoked_at IS NULL AND expires_at > now() AND banned_at IS NULL`,
    values: [sid],
  });
  if (sessions.rows.length === 0) return response.status(401).end();
  const { rows } = await pool.query({
    name: "card", text: CARD, values: [sessions.rows[0].account_id, request.params.id],
  });
  if (rows.length === 0) return response.status(404).end();
  const [row] = rows;
  const files = await pool.query({
    name: "files", text: "SELECT * FROM files WHERE id = ANY ($1)", values: [row.photo_ids],
  });
  const variants = await pool.query({
    name: "variants", text: "SELECT * FROM file_variants WHERE file_id = ANY ($1) ORDER BY file_id, name",
    values: [row.photo_ids],
  });
  const views = new Map(
    files.rows.map((file) => [file.id, fileView(file, variants.rows.filter((one) => one.file_id === file.id))]),
  );
  const { id, username, displayName, gender, genderDescription, pronouns, bio, prompts, interests, languages } = row;
  response.json({
    success: true,
    data: {
      user: {
        view: "card", id, username, displayName, gender, genderDescription, pronouns, bio, prompts, interests, languages,
        age: new Date(Date.now() - row.birthdate).getUTCFullYear() - 1970, basics: row.basics, goals: row.goals,
        city: { name: row.city, countryCode: row.country_code }, distanceKm: distance(row),
        photos: row.photo_ids.map((one) => views.get(one)), portrait: row.portrait, video: null, voice: null,
        isVerified: row.isVerified, socials: row.gives_socials ? row.socials : {},
      },
    },
  });
});

app.listen(Number(process.env.PORT), "127.0.0.1");
