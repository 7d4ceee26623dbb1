/** Fails when a package that ships to the browser has a licence that is not plainly permissive. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "OFL-1.1",
  "Unlicense",
  "Zlib",
]);
/** Packages of the Node halves of socket.io-client and tus-js-client: no browser ever gets them. */
const NODE_ONLY = new Set(["combine-errors", "graceful-fs", "xmlhttprequest-ssl"]);
const ROOT = join(import.meta.dirname, "..");

/** SPDX: "A OR B" lets us choose, "A AND B" binds us to both. */
const isAllowed = (expression) =>
  expression
    .replace(/[()]/g, "")
    .split(" OR ")
    .some((choice) => choice.split(" AND ").every((licence) => ALLOWED.has(licence.trim())));

const { packages } = JSON.parse(await readFile(join(ROOT, "package-lock.json"), "utf8"));
const shipped = Object.entries(packages).filter(
  ([path, entry]) =>
    path !== "" && !entry.dev && !entry.devOptional && !NODE_ONLY.has(path.replace("node_modules/", "")),
);

const refused = [];
for (const [path, entry] of shipped) {
  const licence =
    entry.license ?? JSON.parse(await readFile(join(ROOT, path, "package.json"), "utf8")).license;
  if (typeof licence !== "string" || !isAllowed(licence))
    refused.push(`${path}: ${licence ?? "no licence named"}`);
}

if (refused.length > 0) {
  console.error(`Not on the list of permissive licences:\n  ${refused.join("\n  ")}`);
  process.exit(1);
}
console.log(`${shipped.length} packages, all under permissive licences.`);
