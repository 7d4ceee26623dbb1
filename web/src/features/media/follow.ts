import { liveState, onLive, onLiveState } from "@/lib/live";
import { ApiError } from "@/lib/api";
import { fetchFile, isSettled, type MediaFile } from "./files";

declare module "@/lib/live" {
  interface LiveEvents {
    "file:updated": { file: MediaFile };
  }
}

/** How often to ask: often while nobody tells, and now and then in case that what was told got lost. */
const UNTOLD_PAUSE = 1_500;
const TOLD_PAUSE = 15_000;

export type Follow = (id: string, tell: (file: MediaFile) => void, gone: () => void) => () => void;

/** Tells each state of a file until it is settled: live, and by asking where that does not work. */
export const followFile: Follow = (id, tell, gone) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const end = () => {
    ended = true;
    clearTimeout(timer);
    stopHearing();
    stopWatching();
  };
  const hear = (file: MediaFile) => {
    if (ended || file.id !== id) return;
    if (isSettled(file)) end();
    tell(file);
  };
  const ask = async () => {
    clearTimeout(timer);
    try {
      hear(await fetchFile(id));
    } catch (error) {
      if (!ended && error instanceof ApiError && error.status === 404) {
        end();
        gone();
      }
    }
    if (!ended) timer = setTimeout(() => void ask(), liveState() === "online" ? TOLD_PAUSE : UNTOLD_PAUSE);
  };
  const stopHearing = onLive("file:updated", ({ file }) => {
    hear(file);
  });
  // It may have been told while nobody heard.
  const stopWatching = onLiveState(() => {
    if (!ended) void ask();
  });
  void ask();
  return end;
};
