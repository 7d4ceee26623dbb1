// Express 5 with pg, argon2, jsonwebtoken and zxcvbn: signing up, signing in and "who am I", on Mingle's own tables, with
// the same parameters of Argon2id, the same rows written, and a session that is looked up for every request.
import { createHash, randomBytes } from "node:crypto";

import argon2 from "argon2";
import express from "express";
import jwt from "jsonwebtoken";
import pg from "pg";
import zxcvbn from "zxcvbn";

const SECRET = "0123456789abcdef".repeat(4);
const ARGON2 = { type: argon2.argon2id, memoryCost: 19456, timeCost: 2, parallelism: 1 };
const ACCOUNT = `id, display_name AS "displayName", username, email, email_verified_at IS NOT NULL AS "emailVerified", phone,
  birthdate::text, gender, role, username IS NULL AS "isGuest", password_hash IS NOT NULL AS "hasPassword",
  created_at AS "createdAt"`;

const pool = new pg.Pool({ min: Number(process.env.POOL), max: Number(process.env.POOL) });
const app = express();
app.disable("x-powered-by");
app.set("etag", false);
app.use(express.json());

async function inTransaction(work) {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

async function beginSession(client, user, kind, request) {
  const device = [request.ip, request.get("user-agent") ?? ""];
  const { rows } = await client.query({
    name: "session",
    text: `INSERT INTO sessions (account_id, address, user_agent, created_at, last_seen_at, expires_at)
           VALUES ($1, $2, $3, now(), now(), now() + interval '90 days') RETURNING id`,
    values: [user.id, ...device],
  });
  const refreshToken = randomBytes(32).toString("base64url");
  await client.query({
    name: "refresh",
    text: "INSERT INTO refresh_tokens (hash, session_id) VALUES ($1, $2)",
    values: [createHash("sha256").update(refreshToken).digest(), rows[0].id],
  });
  await client.query({
    name: "event",
    text: `INSERT INTO security_events (account_id, kind, address, user_agent, created_at)
           VALUES ($1, $2, $3, $4, now())`,
    values: [user.id, kind, ...device],
  });
  const accessToken = jwt.sign({ sid: rows[0].id }, SECRET, { audience: "access", expiresIn: 900 });
  return { success: true, data: { user, accessToken, expiresIn: 900, refreshToken } };
}

app.get("/health", (_request, response) => response.json({ status: "ok" }));

app.post("/api/auth/register", async (request, response) => {
  const { email, username, password, displayName, birthdate } = request.body;
  if (zxcvbn(password, [username, email, displayName]).score < 2) return response.status(400).end();
  const hash = await argon2.hash(password, ARGON2);
  const answer = await inTransaction(async (client) => {
    const { rows } = await client.query({
      name: "register",
      text: `INSERT INTO accounts (display_name, birthdate, username, email, password_hash)
             VALUES ($1, $2, $3, $4, $5) RETURNING ${ACCOUNT}`,
      values: [displayName, birthdate, username, email, hash],
    });
    return beginSession(client, rows[0], "registered", request);
  });
  response.status(201).json(answer);
});

app.post("/api/auth/login", async (request, response) => {
  const { login, password } = request.body;
  const { rows } = await pool.query({
    name: "login",
    text: `SELECT password_hash AS hash, ${ACCOUNT} FROM accounts WHERE username = $1`,
    values: [login],
  });
  if (rows.length === 0 || !(await argon2.verify(rows[0].hash, password))) return response.status(401).end();
  const { hash: _hash, ...user } = rows[0];
  response.json(await inTransaction((client) => beginSession(client, user, "signed_in", request)));
});

app.get("/api/auth/me", async (request, response) => {
  const token = (request.get("authorization") ?? "").replace(/^Bearer /, "");
  const { sid } = jwt.verify(token, SECRET, { audience: "access", algorithms: ["HS256"] });
  const { rows } = await pool.query({
    name: "me",
    text: `SELECT ${ACCOUNT.replace(/^id/, "accounts.id").replace("created_at", "accounts.created_at")}
           FROM sessions JOIN accounts ON accounts.id = account_id
           WHERE sessions.id = $1 AND revoked_at IS NULL AND expires_at > now() AND banned_at IS NULL`,
    values: [sid],
  });
  if (rows.length === 0) return response.status(401).end();
  response.json({ success: true, data: { user: rows[0] } });
});

app.listen(Number(process.env.PORT), "127.0.0.1");
