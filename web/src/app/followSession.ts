import type { QueryClient } from "@tanstack/react-query";
import { instanceQuery } from "@/lib/instance";
import { currentSession, onSessionChange } from "@/lib/session";
import { showOnIcon } from "@/lib/unread";
import type { createAppRouter } from "./router";

function currentUserId(): string | undefined {
  const session = currentSession();
  return session.state === "in" ? session.user.id : undefined;
}

/** What the service worker keeps of its own: it forgets that itself. */
const WORKERS = "workbox-";

/** Pictures, what was shared with the app, and the number on its icon. */
async function clearCaches() {
  showOnIcon(0);
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  registration?.active?.postMessage("forget");
}

/** What one person has begun, or keeps on this device, is not the next one's. */
async function clearDevice() {
  const databases = await indexedDB.databases();
  for (const { name } of databases)
    if (name !== undefined && !name.startsWith(WORKERS)) indexedDB.deleteDatabase(name);
}

/** When somebody comes or goes, in whichever tab, the guards of the open page decide anew where they belong. */
export function followSession(router: ReturnType<typeof createAppRouter>, queryClient: QueryClient) {
  let { state } = currentSession();
  let userId = currentUserId();
  onSessionChange(() => {
    const wasUnknown = state === "unknown";
    const wasIn = state !== "out";
    const before = userId;
    ({ state } = currentSession());
    userId = currentUserId();
    // Where storage is blocked there is nothing to clear.
    if (wasIn && (state === "out" || (before !== undefined && before !== userId)))
      clearCaches().catch(() => undefined);
    // A guard is asking at this moment, and hears the answer itself.
    if (wasUnknown || before === userId) return;
    if (before !== undefined) clearDevice().catch(() => undefined);
    void router.invalidate().then(() => {
      // Whoever comes when nobody was here finds nothing of anybody.
      if (before === undefined) return;
      // What one person has seen is not the next one's. An open page asks anew: a query that it waits for must stay.
      const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) =>
        queryKey[0] !== instanceQuery.queryKey[0];
      queryClient.removeQueries({ predicate, type: "inactive" });
      void queryClient.resetQueries({ predicate });
    });
  });
}
