import { useSyncExternalStore } from "react";
import { onLiveState, liveState } from "@/lib/live";
import { currentSession, onSessionChange } from "@/lib/session";
import { followFile } from "./follow";
import { discardFile } from "./files";
import { openShelf } from "./shelf";
import { sendOverTus } from "./transport";
import type { Claim, UploadItem } from "./uploadItem";
import { Uploads } from "./uploads";

/** Browsers have locks only where the address is safe; elsewhere a second tab may send the same, and is refused. */
const claim: Claim = (id) =>
  new Promise((resolve) => {
    if (!isSecureContext) {
      resolve(() => undefined);
      return;
    }
    void navigator.locks.request(`mingle:upload:${id}`, { ifAvailable: true }, async (lock) => {
      if (lock === null) resolve(null);
      // Held until it is let go of, or the tab ends.
      else
        await new Promise<void>((release) => {
          resolve(release);
        });
    });
  });

let mine: Uploads | null = null;
let restoring: Promise<void> = Promise.resolve();
const nothing: readonly UploadItem[] = [];
const listeners = new Set<() => void>();

function tell() {
  for (const listener of listeners) listener();
}

function followSession() {
  const session = currentSession();
  if (session.state === "in" && mine === null) {
    mine = new Uploads({
      discard: discardFile,
      send: sendOverTus,
      follow: followFile,
      shelf: openShelf(),
      claim,
      userId: session.user.id,
    });
    mine.subscribe(tell);
    // Where storage is blocked there is nothing to take up.
    restoring = mine.restore().catch(() => undefined);
  } else if (session.state === "out" && mine !== null) {
    mine.close().catch(() => undefined);
    mine = null;
    tell();
  }
}

followSession();
onSessionChange(followSession);
addEventListener("online", () => mine?.hurry());
onLiveState(() => {
  if (liveState() === "online") mine?.hurry();
});

/** The uploads of whoever is signed in; null while nobody is. */
export const myUploads = () => mine;

/** Resolves once what an earlier page has begun is among them. */
export const uploadsAreRestored = () => restoring;

/** All of them, in every place. */
export function useAllUploads(): readonly UploadItem[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => mine?.items() ?? nothing,
  );
}
