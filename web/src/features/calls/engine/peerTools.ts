import type { Signal } from "./signals";

export type PeerTools = {
  /** Gives way where both ends offer at once. Of two, exactly one is; the other one makes the first offer. */
  isPolite: boolean;
  /** A new end of a line, with the servers that help to find a way. */
  open: () => RTCPeerConnection;
  refresh: (connection: RTCPeerConnection) => void;
  /** Rejects where it could not be delivered. */
  send: (signal: Signal) => Promise<unknown>;
  changed: () => void;
  newName: () => string;
};

/** Waits for one thing of each name: what was asked for last. */
export class Alarms {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  set(name: string, milliseconds: number, ring: () => void) {
    clearTimeout(this.#timers.get(name));
    this.#timers.set(name, setTimeout(ring, milliseconds));
  }

  clear() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
