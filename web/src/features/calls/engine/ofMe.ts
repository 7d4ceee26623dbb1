import { liveState, onAnyLive, onLiveState } from "@/lib/live";
import { currentSession, onSessionChange } from "@/lib/session";
import { findDeviceId } from "./device";

/** What one person has on one device for as long as they are signed in there. */
type Belonging = {
  subscribe: (listener: () => void) => () => void;
  hear: (event: string, payload: unknown) => void;
  follow: (isOnline: boolean) => void;
  catchUp: () => Promise<void>;
  changeNetwork: () => Promise<void>;
  close: () => void;
};

/** Connects it to the server and the network, until the returned function is called. */
function connect(it: Belonging): () => void {
  const follow = () => {
    it.follow(liveState() === "online");
  };
  const change = () => {
    void it.changeNetwork();
  };
  const ends = [
    onAnyLive((event, payload) => {
      it.hear(event, payload);
    }),
    onLiveState(follow),
  ];
  // Not every browser tells of it; the line itself notices in any case, only later.
  const { connection } = navigator as Navigator & { connection?: EventTarget };
  connection?.addEventListener("change", change);
  addEventListener("online", change);
  follow();
  if (liveState() === "online") void it.catchUp();
  return () => {
    for (const end of ends) end();
    connection?.removeEventListener("change", change);
    removeEventListener("online", change);
    it.close();
  };
}

/** The one of whoever is signed in, made anew for each person; null while nobody is, and for a moment before. */
export function ofMe<It extends Belonging>(make: (me: string, deviceId: string) => It) {
  let mine: { it: It; end: () => void } | null = null;
  /** Whose it is, or is about to be. */
  let whose: string | null = null;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const followSession = () => {
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
      const it = make(here, deviceId);
      mine = { it, end: connect(it) };
      tell();
    });
  };
  const subscribe = (listener: () => void) => {
    let unsubscribe = mine?.it.subscribe(listener);
    const follow = () => {
      unsubscribe?.();
      unsubscribe = mine?.it.subscribe(listener);
      listener();
    };
    listeners.add(follow);
    return () => {
      listeners.delete(follow);
      unsubscribe?.();
    };
  };
  followSession();
  onSessionChange(followSession);
  return { current: () => mine?.it ?? null, subscribe };
}
