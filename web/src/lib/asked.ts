import { useSyncExternalStore } from "react";

/** What a menu somewhere asks for, and something that stands around all pages answers: one thing at a time. */
export function asked<Thing>() {
  let thing: Thing | null = null;
  const listeners = new Set<() => void>();
  const become = (next: Thing | null) => {
    thing = next;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    ask: (next: Thing) => {
      become(next);
    },
    end: () => {
      become(null);
    },
    /** What is asked for now, or null. */
    useAsked: () => useSyncExternalStore(subscribe, () => thing),
  };
}
