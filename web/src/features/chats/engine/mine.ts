import { useSyncExternalStore } from "react";
import { myUploads, uploadsAreRestored } from "@/features/media";
import { liveState, onAnyLive, onLiveState } from "@/lib/live";
import { currentSession, onSessionChange } from "@/lib/session";
import { Chats } from "./chats";
import type { Letter, Problem } from "./letter";
import { overHttp } from "./server";
import { Store } from "./store";

/** Under which the uploads of a letter are found, also after a reload. */
export const placeOf = ({ clientId }: Letter, index: number) => `letter:${clientId}:${index}`;

/** One tab sends for all of them. Browsers have locks only where the address is safe; elsewhere a letter may be sent by two, and is the same message. */
function lead(userId: string, begin: () => void, signal: AbortSignal) {
  if (!isSecureContext) {
    begin();
    return;
  }
  const untilTheEnd = async () => {
    begin();
    await new Promise((resolve) => {
      signal.addEventListener("abort", resolve);
    });
  };
  // Rejects when it ends while it still stands in line.
  navigator.locks.request(`mingle:outbox:${userId}`, { signal }, untilTheEnd).catch(() => undefined);
}

/** Brings a file of a letter to the server, or goes on with what an earlier page has begun of it. */
async function upload(letter: Letter, index: number): Promise<string> {
  await uploadsAreRestored();
  const uploads = myUploads();
  const enclosure = letter.enclosures[index];
  if (uploads === null || enclosure === undefined) throw new Error("nobody is signed in");
  const place = placeOf(letter, index);
  const { content, name, isVoice } = enclosure;
  const begun = uploads.items().find((item) => item.place === place && item.state.step !== "failed");
  const id = begun?.id ?? uploads.add(content, name, { place, purpose: "attachment", isVoice });
  return new Promise((resolve, reject) => {
    const look = () => {
      const item = uploads.items().find((one) => one.id === id);
      if (item?.state.step === "done") {
        resolve(item.state.fileId);
        uploads.take(id);
      } else if (item === undefined || item.state.step === "failed") {
        reject(asError(item?.state.step === "failed" ? item.state.problem : { code: "gone", message: null }));
        uploads.remove(id);
      } else return;
      unsubscribe();
    };
    const unsubscribe = uploads.subscribe(look);
    look();
  });
}

const asError = ({ code, message }: { code: string; message: string | null }): Error & Problem =>
  Object.assign(new Error(message ?? code), { code });

type Mine = { chats: Chats; end: () => void };

function open(userId: string): Mine {
  const channel = new BroadcastChannel(`mingle:outbox:${userId}`);
  const chats = new Chats({
    me: userId,
    server: overHttp,
    store: new Store(userId),
    outbox: {
      upload,
      lead: (begin, signal) => {
        lead(userId, begin, signal);
      },
      tellOthers: () => {
        channel.postMessage("changed");
      },
    },
  });
  channel.onmessage = () => void chats.outbox.refresh();
  const stopHearing = onAnyLive((event, payload) => {
    chats.hear(event, payload);
  });
  const follow = () => {
    if (liveState() === "online") chats.online();
  };
  const stopFollowing = onLiveState(follow);
  const hurry = () => {
    chats.outbox.hurry();
  };
  addEventListener("online", hurry);
  const leave = () => {
    if (document.hidden) chats.drafts.flushAll();
  };
  document.addEventListener("visibilitychange", leave);
  void chats.begin();
  return {
    chats,
    end: () => {
      stopHearing();
      stopFollowing();
      removeEventListener("online", hurry);
      document.removeEventListener("visibilitychange", leave);
      channel.close();
      chats.close();
    },
  };
}

let mine: Mine | null = null;
const listeners = new Set<() => void>();

function followSession() {
  const session = currentSession();
  const userId = session.state === "in" ? session.user.id : null;
  if (userId === (mine?.chats.me ?? null)) return;
  mine?.end();
  mine = userId === null ? null : open(userId);
  for (const listener of listeners) listener();
}

followSession();
onSessionChange(followSession);

/** The chats of whoever is signed in; null while nobody is. */
export const myChats = () => mine?.chats ?? null;

export function useMyChats(): Chats | null {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, myChats);
}

/** Calls when whose chats they are changes, or anything in them. */
export function onMyChats(listener: () => void): () => void {
  let unsubscribe = myChats()?.subscribe(listener);
  const follow = () => {
    unsubscribe?.();
    unsubscribe = myChats()?.subscribe(listener);
    listener();
  };
  listeners.add(follow);
  return () => {
    listeners.delete(follow);
    unsubscribe?.();
  };
}
