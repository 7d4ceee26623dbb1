import { useSyncExternalStore } from "react";

export type Toast = {
  id: number;
  message: string;
  tone: "plain" | "done" | "problem";
  /** It is there until it is answered. */
  stays?: boolean;
  action?: { label: string; onSelect: () => void };
};

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

/** No more than these are shown at once; the oldest makes room. */
const MOST = 3;

/** Says in passing what happened, from anywhere, also outside React. Answers with the toast's id. */
export function showToast({ tone = "plain", ...toast }: Omit<Toast, "id" | "tone"> & Partial<Toast>): number {
  lastId += 1;
  change([...toasts, { ...toast, tone, id: lastId }].slice(-MOST));
  return lastId;
}

export function dismissToast(id: number) {
  change(toasts.filter((toast) => toast.id !== id));
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const currentToasts = () => toasts;

export const useToasts = () => useSyncExternalStore(subscribe, currentToasts, currentToasts);
