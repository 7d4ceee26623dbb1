import { useSyncExternalStore } from "react";

let unread = 0;
const listeners = new Set<() => void>();

/** Says in how many chats something waits; whoever knows chats does. */
export function setUnread(count: number) {
  if (count === unread) return;
  unread = count;
  showOnIcon(count);
  for (const listener of listeners) listener();
}

/** On the icon of the app, where it is installed and the system shows such. */
export function showOnIcon(count: number) {
  if (!("setAppBadge" in navigator)) return;
  // Refused where people do not want it.
  navigator.setAppBadge(count).catch(() => undefined);
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
