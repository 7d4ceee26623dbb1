/** What Vite notes of a build, before `finish-build.js` takes it away. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export const DIST = join(import.meta.dirname, "..", "dist");

const manifest = JSON.parse(await readFile(join(DIST, ".vite", "manifest.json"), "utf8"));

/** An entry is known by its source, a chunk by its name: where another chunk imports one, it has no source. */
function keyOf(name) {
  const key = name in manifest ? name : Object.keys(manifest).find((key) => manifest[key].name === name);
  if (key === undefined) throw new Error(`The build has no ${name}.`);
  return key;
}

function withImports(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const imported of manifest[name].imports ?? []) withImports(imported, seen);
  return seen;
}

/** The scripts of some chunks and all that they import statically: what a browser must have before they can run. */
export function scriptsOf(...names) {
  const seen = new Set();
  for (const name of names) withImports(keyOf(name), seen);
  return new Set([...seen].map((name) => manifest[name].file).filter((file) => file.endsWith(".js")));
}
