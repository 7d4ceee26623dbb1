import { useSyncExternalStore } from "react";
import { BROWSER, Mesh, ofMe, overLive as calls, Ringer } from "@/features/calls";
import { Dates, type Notice, type View } from "./dates";
import { overLive } from "./server";

const noticeListeners = new Set<(notice: Notice) => void>();

const mine = ofMe(
  (me, deviceId) =>
    new Dates({
      me,
      deviceId,
      server: overLive,
      ice: calls.ice,
      signal: calls.signal,
      devices: BROWSER,
      openLine: (tools) => new Mesh(tools),
      openConnection: (configuration) => new RTCPeerConnection(configuration),
      ringer: new Ringer(),
      notice: (notice) => {
        for (const listener of noticeListeners) listener(notice);
      },
    }),
);

/** The dates of whoever is signed in; null while nobody is, and for a moment before. */
export function useMyDates(): { dates: Dates; view: View } | null {
  const view = useSyncExternalStore(mine.subscribe, () => mine.current()?.view() ?? null);
  const dates = mine.current();
  return dates === null || view === null ? null : { dates, view };
}

/** Hears what is said in passing. */
export function onNotice(listener: (notice: Notice) => void): () => void {
  noticeListeners.add(listener);
  return () => {
    noticeListeners.delete(listener);
  };
}
