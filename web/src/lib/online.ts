import { useSyncExternalStore } from "react";

function subscribe(listener: () => void) {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

const isOnline = () => navigator.onLine;

/** Whether the browser believes to have a network. True does not mean that the server answers. */
export const useOnline = () => useSyncExternalStore(subscribe, isOnline, () => true);
