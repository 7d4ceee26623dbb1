/** The service worker: the app opens without a network, with the pictures that were seen last. It never keeps what the API says. */
import { cacheNames, clientsClaim } from "workbox-core";
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  getCacheKeyForURL,
  matchPrecache,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { forgetPictures, isPicture, showPicture } from "./pictures";
import { forgetShared, keepShared, SHARE_PATH } from "./shared";

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: (string | { url: string; revision: string | null })[];
};

const SHELL = "/";
/** What the server answers itself. */
const SERVER_PATH = /^\/(?:(?:api|socket\.io|metrics|health|assets)(?:\/|$)|bot\d)/;

precacheAndRoute(self.__WB_MANIFEST, { cleanURLs: false, directoryIndex: "" });
cleanupOutdatedCaches();
clientsClaim();

const showShell = createHandlerBoundToURL(SHELL);
registerRoute(
  new NavigationRoute(
    (options) => {
      if (options.event instanceof FetchEvent) options.event.waitUntil(renewHeaders().catch(() => undefined));
      return showShell(options);
    },
    { denylist: [SERVER_PATH] },
  ),
);
registerRoute(isPicture, showPicture);
registerRoute(
  ({ url }) => url.origin === self.location.origin && url.pathname === SHARE_PATH,
  keepShared,
  "POST",
);

/** The content security policy comes with the page: one that the operator has changed since holds from the next time on. */
async function renewHeaders() {
  const key = getCacheKeyForURL(SHELL);
  const kept = await matchPrecache(SHELL);
  if (key === undefined || kept === undefined) return;
  const now = await fetch(SHELL, { cache: "no-cache" });
  // Of another build comes another worker, with all that belongs to it.
  if (!now.ok || (await now.clone().text()) !== (await kept.text())) return;
  await (await caches.open(cacheNames.precache)).put(key, now);
}

self.addEventListener("message", (event) => {
  const wish: unknown = event.data;
  if (wish === "update") event.waitUntil(self.skipWaiting());
  if (wish === "forget") event.waitUntil(Promise.all([forgetPictures(), forgetShared()]));
});
