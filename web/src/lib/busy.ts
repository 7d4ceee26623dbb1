import { useEffect } from "react";

/** What a reload would break off, such as a call, in whichever tab. Browsers have locks only where the address is safe. */
const LOCK = "mingle:busy";
const listeners = new Set<() => void>();

/** Says as long as it holds that the app must not be taken away now. */
export function useBusy(holds: boolean) {
  useEffect(() => {
    if (!holds || !isSecureContext) return;
    const ending = new AbortController();
    const untilTheEnd = () =>
      new Promise((resolve) => {
        for (const listener of listeners) listener();
        ending.signal.addEventListener("abort", resolve);
      });
    // Rejects when it ends while it still stands in line.
    navigator.locks
      .request(LOCK, { mode: "shared", signal: ending.signal }, untilTheEnd)
      .catch(() => undefined);
    return () => {
      ending.abort();
    };
  }, [holds]);
}

/** Calls when something begins in this tab. */
export function onBusy(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Resolves once nothing goes on in any tab. */
export const whenFree = (): Promise<void> => navigator.locks.request(LOCK, () => undefined);
