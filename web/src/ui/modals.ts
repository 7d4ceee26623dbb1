import { createContext, useContext, useSyncExternalStore } from "react";

/** The element in which floating things must be placed: the modal around them, or (null) the page. */
export const LayerContext = createContext<HTMLElement | null>(null);

export const useLayer = () => useContext(LayerContext);

const open: HTMLElement[] = [];
const listeners = new Set<() => void>();

/** Tells that a modal covers the page. Answers with the function that takes it away again. */
export function pushModal(element: HTMLElement): () => void {
  open.push(element);
  notify();
  return () => {
    open.splice(open.indexOf(element), 1);
    notify();
  };
}

function notify() {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The modal on top of all others, or null. Whatever is outside of it is inert. */
const topModal = () => open.at(-1) ?? null;

export const useTopModal = () => useSyncExternalStore(subscribe, topModal, topModal);
