/** After `vite build`: weighs the first screen, then puts .br and .gz beside every file that deserves it. */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { DIST, scriptsOf } from "./manifest.js";

const FIRST_SCREEN_LIMIT = 150 * 1024;
const COMPRESSIBLE = /\.(js|css|html|svg|json|webmanifest|txt)$/;
const SMALLEST_WORTH_COMPRESSING = 1024;

async function firstScreenSize() {
  const scripts = scriptsOf("index.html", "welcome");
  const sizes = await Promise.all(
    [...scripts, "early.js"].map(
      async (file) => (await promisify(gzip)(await readFile(join(DIST, file)))).length,
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function compress(file) {
  const content = await readFile(file);
  if (content.length < SMALLEST_WORTH_COMPRESSING) return;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  await Promise.all([
    promisify(brotliCompress)(content, { params }).then((packed) => writeFile(`${file}.br`, packed)),
    promisify(gzip)(content, { level: 9 }).then((packed) => writeFile(`${file}.gz`, packed)),
  ]);
}

const size = await firstScreenSize();
const inKilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
console.log(
  `First screen: ${inKilobytes(size)} of JavaScript (gzip), limit ${inKilobytes(FIRST_SCREEN_LIMIT)}.`,
);
if (size > FIRST_SCREEN_LIMIT) {
  console.error("The first screen needs more JavaScript than its budget. Load what it does not show lazily.");
  process.exit(1);
}

// Only this script reads the manifest, and the server should not publish it.
await rm(join(DIST, ".vite"), { recursive: true });
const entries = await readdir(DIST, { recursive: true, withFileTypes: true });
await Promise.all(
  entries
    .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
    .map((entry) => compress(join(entry.parentPath, entry.name))),
);
