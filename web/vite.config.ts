import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig } from "vitest/config";
import { emojiData } from "./scripts/emojiData.ts";

/** The two fonts that the first screen is set in; the other subsets load when a page needs them. */
const PRELOADED_FONT = /(figtree-latin-wght|fraunces-latin-opsz)-normal.*\.woff2$/;

function preloadFonts(): Plugin {
  return {
    name: "preload-fonts",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => PRELOADED_FONT.test(file))
          .map((file) => ({
            tag: "link",
            injectTo: "head",
            attrs: { rel: "preload", as: "font", type: "font/woff2", href: `/${file}`, crossorigin: "" },
          })),
    },
  };
}

/** What a device keeps of every build: the app without its documentation, its gallery and the rarer letters. */
function serviceWorker() {
  return VitePWA({
    strategies: "injectManifest",
    srcDir: "src/sw",
    filename: "sw.ts",
    injectRegister: false,
    manifest: false,
    injectManifest: {
      globPatterns: [
        "index.html",
        "early.js",
        "icons/icon.svg",
        "assets/*.{js,css}",
        "assets/*-latin-*-normal-*.woff2",
      ],
      globIgnores: ["assets/{docs,gallery}-*", "assets/*-latin-ext-*"],
      dontCacheBustURLsMatching: /^assets\//,
      // The page has one address.
      manifestTransforms: [
        (entries) => ({
          manifest: entries.map((entry) => (entry.url === "index.html" ? { ...entry, url: "/" } : entry)),
        }),
      ],
    },
  });
}

const server = "http://localhost:8000";

export default defineConfig({
  plugins: [react(), tailwindcss(), emojiData(), preloadFonts(), serviceWorker()],
  resolve: { tsconfigPaths: true },
  build: {
    // Browsers with light-dark(), @starting-style and the popover API; older ones would need each of them twice.
    target: ["chrome123", "edge123", "firefox129", "safari17.5"],
    manifest: true,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1600,
    // The content security policy allows no data: fonts, and a small file is cheap over one connection.
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["index.html", "docs.html"] },
  },
  server: {
    proxy: { "/api": server, "/socket.io": { target: server, ws: true } },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test/setup.ts"],
    restoreMocks: true,
  },
});
