import { useSyncExternalStore } from "react";
import { liveState, onAnyLive, onLiveState } from "@/lib/live";
import { currentSession, onSessionChange } from "@/lib/session";
import { Calls, type View } from "./calls";
import { findDeviceId } from "./device";
import { Mesh } from "./mesh";
import { Ringer } from "./ringing";
import { BROWSER } from "./self";
import { overLive } from "./server";
import type { Call } from "./wire";

type Mine = { calls: Calls; end: () => void };

let mine: Mine | null = null;
/** Whose they are, or are about to be. */
let whose: string | null = null;
const listeners = new Set<() => void>();
const missedListeners = new Set<(call: Call) => void>();

function open(me: string, deviceId: string): Mine {
  const calls = new Calls({
    me,
    deviceId,
    server: overLive,
    devices: BROWSER,
    openLine: (tools) => new Mesh(tools),
    openConnection: (configuration) => new RTCPeerConnection(configuration),
    ringer: new Ringer(),
    missed: (call) => {
      for (const listener of missedListeners) listener(call);
    },
  });
  const follow = () => {
    calls.follow(liveState() === "online");
  };
  const change = () => {
    void calls.changeNetwork();
  };
  const ends = [
    onAnyLive((event, payload) => {
      calls.hear(event, payload);
    }),
    onLiveState(follow),
  ];
  // Not every browser tells of it; the line itself notices in any case, only later.
  const { connection } = navigator as Navigator & { connection?: EventTarget };
  connection?.addEventListener("change", change);
  addEventListener("online", change);
  const isOnline = liveState() === "online";
  calls.follow(isOnline);
  if (isOnline) void calls.catchUp();
  return {
    calls,
    end: () => {
      for (const end of ends) end();
      connection?.removeEventListener("change", change);
      removeEventListener("online", change);
      calls.close();
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

/** The calls of whoever is signed in; null while nobody is, and for a moment before. */
export const myCalls = () => mine?.calls ?? null;

function subscribe(listener: () => void) {
  let unsubscribe = myCalls()?.subscribe(listener);
  const follow = () => {
    unsubscribe?.();
    unsubscribe = myCalls()?.subscribe(listener);
    listener();
  };
  listeners.add(follow);
  return () => {
    listeners.delete(follow);
    unsubscribe?.();
  };
}

export function useMyCalls(): { calls: Calls; view: View } | null {
  const view = useSyncExternalStore(subscribe, () => myCalls()?.view() ?? null);
  const calls = myCalls();
  return calls === null || view === null ? null : { calls, view };
}

/** Calls when a call rang here and was not answered anywhere. */
export function onMissed(listener: (call: Call) => void): () => void {
  missedListeners.add(listener);
  return () => {
    missedListeners.delete(listener);
  };
}
