import type { RouteHandlerCallback } from "workbox-core/types.js";

/** As the manifest says; `src/features/chats/share` takes from there what was shared. */
export const SHARE_PATH = "/share";
const CACHE = "shared";

/** Keeps what another app has shared, until somebody has said which chat it is for. */
export const keepShared: RouteHandlerCallback = async ({ request }) => {
  const headers = { "Content-Type": request.headers.get("Content-Type") ?? "" };
  const kept = new Response(await request.blob(), { headers });
  await (await caches.open(CACHE)).put(SHARE_PATH, kept);
  return Response.redirect(SHARE_PATH, 303);
};

export async function forgetShared() {
  await caches.delete(CACHE);
}
