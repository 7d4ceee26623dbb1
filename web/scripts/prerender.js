/** After `vite build`: writes the public pages as they look at first, in each language, to dist/prerendered. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { JSDOM } from "jsdom";
import { runnerImport } from "vite";
import { emojiData } from "./emojiData.ts";
import { DIST, scriptsOf } from "./manifest.js";

const ROOT = join(import.meta.dirname, "..");
/** What the app asks of its browser while it is loaded. */
const OF_THE_BROWSER = [
  "window",
  "document",
  "localStorage",
  "sessionStorage",
  "navigator",
  "location",
  "history",
  "addEventListener",
];
const APP = /<link rel="(?:modulepreload|preload)".*?>|<script type="module".*?<\/script>/g;

function pretendToBeABrowser() {
  const { window } = new JSDOM(undefined, { url: "http://localhost/" });
  // Node's own would keep this from ending.
  const ours = { BroadcastChannel: class {} };
  for (const name of OF_THE_BROWSER) ours[name] = window[name];
  for (const [name, value] of Object.entries(ours))
    Object.defineProperty(globalThis, name, { value, configurable: true });
}

process.env.NODE_ENV = "production";
pretendToBeABrowser();
const { module } = await runnerImport(join(ROOT, "src/app/prerender.tsx"), {
  configFile: false,
  root: ROOT,
  plugins: [react(), emojiData()],
  resolve: { tsconfigPaths: true },
  logLevel: "error",
});

/** Links lead on at once. What was typed or chosen before the app is there would be lost. */
const withoutControls = (html) => html.replaceAll(/<(form|fieldset|select|button)\b/g, "<$1 inert");

const shell = await readFile(join(DIST, "index.html"), "utf8");
for (const { language, direction, address, chunk, html } of module.pages) {
  const more = scriptsOf("index.html", chunk).difference(scriptsOf("index.html"));
  const links = [...more].map((file) => `<link rel="modulepreload" crossorigin href="/${file}">`);
  // What is seen comes first: public/early.js begins the app.
  const app = [...shell.matchAll(APP), ...links].join("");
  const page = shell
    .replaceAll(APP, "")
    .replace("</body>", `<template id="app">${app}</template></body>`)
    .replace('<html lang="en">', `<html lang="${language}" dir="${direction}">`)
    .replace('<div id="root">', `<div id="prerendered">${withoutControls(html)}</div><div id="root">`);
  const folder = join(DIST, "prerendered", language);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${address.replaceAll("/", "_")}.html`), page);
}
// The app's own timers would keep it for minutes.
process.exit();
