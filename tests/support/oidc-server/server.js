/**
 * A certified OpenID Connect server for the tests, on a free port that it prints. Its answers can be spoilt from outside,
 * as a thief, a careless provider or a new key would spoil them: POST /test/spoil {how}.
 */
import { createServer } from "node:http";
import { CompactSign, SignJWT, base64url, decodeJwt, exportJWK, generateKeyPair } from "jose";
import Provider from "oidc-provider";

const CLIENT = { client_id: "mingle", client_secret: "a secret that only this test knows" };

async function makeKey(kid) {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const shared = { kid, alg: "RS256", use: "sig" };
  return {
    privateKey,
    jwk: { ...(await exportJWK(privateKey)), ...shared },
    published: { ...(await exportJWK(publicKey)), ...shared },
  };
}

const first = await makeKey("first");
const second = await makeKey("second");
const unknown = await makeKey("unknown");
let spoilt = "";
let discoverySpoilt = "";
let published = [first];

const sign = (claims, key, alg = "RS256", kid = "first") =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key);
const unsigned = (claims) =>
  [{ alg: "none", kid: "first" }, claims].map((part) => base64url.encode(JSON.stringify(part))).join(".") + ".";
const bytes = (text) => new TextEncoder().encode(text);

/** How an ID token can be wrong; each is right in everything else. */
const SPOIL = {
  nonce: (claims) => sign({ ...claims, nonce: "another" }, first.privateKey),
  "no nonce": ({ nonce, ...claims }) => sign(claims, first.privateKey),
  audience: (claims) => sign({ ...claims, aud: "somebody else" }, first.privateKey),
  audiences: (claims) => sign({ ...claims, aud: [claims.aud, "somebody else"] }, first.privateKey),
  azp: (claims) => sign({ ...claims, azp: "somebody else" }, first.privateKey),
  issuer: (claims) => sign({ ...claims, iss: "https://evil.example" }, first.privateKey),
  expired: (claims) => sign({ ...claims, exp: claims.iat - 60 }, first.privateKey),
  "no expiry": ({ exp, ...claims }) => sign(claims, first.privateKey),
  "no subject": ({ sub, ...claims }) => sign(claims, first.privateKey),
  "at hash": (claims) => sign({ ...claims, at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }, first.privateKey),
  none: unsigned,
  HS256: (claims) => sign(claims, bytes(CLIENT.client_secret), "HS256"),
  "HS256 with the public key": (claims) => sign(claims, bytes(JSON.stringify(first.published)), "HS256"),
  "another key": (claims) => sign(claims, unknown.privateKey),
  "unknown key": (claims) => sign(claims, unknown.privateKey, "RS256", "unknown"),
  "new key": (claims) => sign(claims, second.privateKey, "RS256", "second"),
  "no claims": () => new CompactSign(bytes("[]")).setProtectedHeader({ alg: "RS256", kid: "first" }).sign(first.privateKey),
  "no token": () => undefined,
  "a stranger's name": (claims) => sign(claims, first.privateKey),
};

function provide(issuer) {
  const provider = new Provider(issuer, {
    clients: [{ ...CLIENT, redirect_uris: ["http://localhost/"] }],
    jwks: { keys: [first.jwk] },
    cookies: { keys: ["a key for the cookies of a test"] },
    claims: { profile: ["name"], email: ["email", "email_verified"] },
    pkce: { required: () => true },
    async findAccount(_ctx, id) {
      const name = id.split("@")[0];
      const told = { sub: id, name: `${name[0].toUpperCase()}${name.slice(1)}`, email: id, email_verified: !id.includes("unverified") };
      return { accountId: id, claims: () => told };
    },
  });
  // Tests serve on ports that nobody knows before; the rest of the address is checked as a provider would.
  provider.Client.prototype.redirectUriAllowed = (uri) =>
    /^http:\/\/(127\.0\.0\.1|localhost):\d+\/sign-in\/with\/[\w-]+$/.test(uri);
  provider.use(async (ctx, next) => {
    await next();
    const route = ctx.oidc?.route;
    // Its pages would fetch a font from a server of Google's.
    if (typeof ctx.body === "string") ctx.body = ctx.body.replace(/@import url\([^)]*\);/g, "");
    if (route === "token" && ctx.body?.id_token && spoilt) {
      const { [spoilt]: spoil } = SPOIL;
      ctx.body.id_token = await spoil(decodeJwt(ctx.body.id_token));
    }
    if (route === "userinfo" && spoilt === "a stranger's name") ctx.body = { ...ctx.body, sub: "stranger" };
    if (route === "jwks") ctx.body = { keys: published.map((key) => key.published) };
    if (route === "discovery" && discoverySpoilt) ctx.body = { ...ctx.body, ...JSON.parse(discoverySpoilt) };
  });
  return provider;
}

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = provide(issuer);
  const answer = provider.callback();
  let calls = [];
  server.on("request", (request, response) => {
    if (request.url === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    if (!request.url.startsWith("/test/")) {
      calls.push(request.url.split("?")[0]);
      answer(request, response);
      return;
    }
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", async () => {
      const order = JSON.parse(body || "{}");
      if (request.url === "/test/spoil") spoilt = order.how;
      if (request.url === "/test/discovery") discoverySpoilt = order.with ? JSON.stringify(order.with) : "";
      if (request.url === "/test/rotate") published = [second];
      if (request.url === "/test/reset") [spoilt, discoverySpoilt, published, calls] = ["", "", [first], []];
      const said =
        request.url === "/test/sign"
          ? { token: await sign(order.claims, first.privateKey, "RS256", "first") }
          : { calls };
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(said));
    });
  });
  console.log(JSON.stringify({ issuer, ...CLIENT }));
});
process.stdin.resume().on("end", () => process.exit());
