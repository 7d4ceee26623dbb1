import { useSyncExternalStore } from "react";
import { BROWSER, findDeviceId, Mesh, overLive as calls, Ringer } from "@/features/calls";
import { liveState, onAnyLive, onLiveState } from "@/lib/live";
import { currentSession, onSessionChange } from "@/lib/session";
import { Dates, type Notice, type View } from "./dates";
import { overLive } from "./server";

type Mine = { dates: Dates; end: () => void };

let mine: Mine | null = null;
/** Whose they are, or are about to be. */
let whose: string | null = null;
const listeners = new Set<() => void>();
const noticeListeners = new Set<(notice: Notice) => void>();

function open(me: string, deviceId: string): Mine {
  const dates = new Dates({
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
  });
  const follow = () => {
    dates.follow(liveState() === "online");
  };
  const change = () => {
    void dates.changeNetwork();
  };
  const ends = [
    onAnyLive((event, payload) => {
      dates.hear(event, payload);
    }),
    onLiveState(follow),
  ];
  // Not every browser tells of it; the line itself notices in any case, only later.
  const { connection } = navigator as Navigator & { connection?: EventTarget };
  connection?.addEventListener("change", change);
  addEventListener("online", change);
  const isOnline = liveState() === "online";
  dates.follow(isOnline);
  if (isOnline) void dates.catchUp();
  return {
    dates,
    end: () => {
      for (const end of ends) end();
      connection?.removeEventListener("change", change);
      removeEventListener("online", change);
      dates.close();
    },
  };
}

function tell() {
  for (const listener of listeners) listener();
}

function followSession() {
  const session = currentSession();
  const here = session.state === "in" ? session.user.id : null;
  if (here === whose) return;
  whose = here;
  mine?.end();
  mine = null;
  tell();
  if (here === null) return;
  void findDeviceId().then((deviceId) => {
    if (whose !== here) return;
    mine = open(here, deviceId);
    tell();
  });
}

followSession();
onSessionChange(followSession);

/** The dates of whoever is signed in; null while nobody is, and for a moment before. */
export const myDates = () => mine?.dates ?? null;

function subscribe(listener: () => void) {
  let unsubscribe = myDates()?.subscribe(listener);
  const follow = () => {
    unsubscribe?.();
    unsubscribe = myDates()?.subscribe(listener);
    listener();
  };
  listeners.add(follow);
  return () => {
    listeners.delete(follow);
    unsubscribe?.();
  };
}

export function useMyDates(): { dates: Dates; view: View } | null {
  const view = useSyncExternalStore(subscribe, () => myDates()?.view() ?? null);
  const dates = myDates();
  return dates === null || view === null ? null : { dates, view };
}

/** Hears what is said in passing. */
export function onNotice(listener: (notice: Notice) => void): () => void {
  noticeListeners.add(listener);
  return () => {
    noticeListeners.delete(listener);
  };
}
