import { useSyncExternalStore } from "react";

let unread = 0;
const listeners = new Set<() => void>();

/** Says in how many chats something waits; whoever knows chats does. */
export function setUnread(count: number) {
  if (count === unread) return;
  unread = count;
  for (const listener of listeners) listener();
}

/** In how many chats something waits, as far as is known. */
export const useUnread = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => unread,
  );
