import type { RouteHandlerCallback, RouteMatchCallback } from "workbox-core/types.js";
import { ExpirationPlugin } from "workbox-expiration";
import { CacheFirst } from "workbox-strategies";

const MOST = 400;
const LONGEST_SECONDS = 30 * 24 * 3600;

/** Counts who has left: what was asked for by one is not kept once the next is here. */
let era = 0;
const running = new Set<Promise<unknown>>();

const expiration = new ExpirationPlugin({
  maxEntries: MOST,
  maxAgeSeconds: LONGEST_SECONDS,
  purgeOnQuotaError: true,
  matchOptions: { ignoreVary: true },
});

const strategy = new CacheFirst({
  cacheName: "pictures",
  matchOptions: { ignoreVary: true },
  plugins: [
    {
      // The signature of a link changes; what it leads to does not.
      cacheKeyWillBeUsed: ({ request }) => {
        const { origin, pathname } = new URL(request.url);
        return Promise.resolve(origin + pathname);
      },
      handlerWillStart: ({ state }) => {
        if (state) state["era"] = era;
        return Promise.resolve();
      },
      // One from another origin cannot be told from a refusal, and browsers count it as many megabytes.
      cacheWillUpdate: ({ response, state }) =>
        Promise.resolve(response.status === 200 && state?.["era"] === era ? response : null),
    },
    expiration,
  ],
});

export const isPicture: RouteMatchCallback = ({ request, url, sameOrigin }) =>
  sameOrigin && request.destination === "image" && url.pathname.startsWith("/api/files/");

export const showPicture: RouteHandlerCallback = ({ event, request }) => {
  const [shown, done] = strategy.handleAll({ event, request });
  running.add(done);
  const end = () => running.delete(done);
  done.then(end, end);
  return shown;
};

/** Somebody has left. What is being fetched for them may be kept a moment later, so that is waited for. */
export async function forgetPictures() {
  era += 1;
  await expiration.deleteCacheAndMetadata();
  await Promise.allSettled(running);
  await expiration.deleteCacheAndMetadata();
}
