import { useSyncExternalStore } from "react";
import { Calls, type View } from "./calls";
import { Mesh } from "./mesh";
import { ofMe } from "./ofMe";
import { Ringer } from "./ringing";
import { BROWSER } from "./self";
import { overLive } from "./server";
import type { Call } from "./wire";

const missedListeners = new Set<(call: Call) => void>();

const mine = ofMe(
  (me, deviceId) =>
    new Calls({
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
    }),
);

/** The calls of whoever is signed in; null while nobody is, and for a moment before. */
export function useMyCalls(): { calls: Calls; view: View } | null {
  const view = useSyncExternalStore(mine.subscribe, () => mine.current()?.view() ?? null);
  const calls = mine.current();
  return calls === null || view === null ? null : { calls, view };
}

/** Calls when a call rang here and was not answered anywhere. */
export function onMissed(listener: (call: Call) => void): () => void {
  missedListeners.add(listener);
  return () => {
    missedListeners.delete(listener);
  };
}
