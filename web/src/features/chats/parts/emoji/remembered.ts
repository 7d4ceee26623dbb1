import { useSyncExternalStore } from "react";
import { currentSession } from "@/lib/session";

type Remembered = { tone: number; recent: readonly string[] };

const NOTHING: Remembered = { tone: 0, recent: [] };
const MOST_RECENT = 24;
const listeners = new Set<() => void>();
let known: { key: string; value: Remembered } | null = null;

/** Two people at one device each have their own. */
function keyOfPerson(): string {
  const session = currentSession();
  return `emoji:${session.state === "in" ? session.user.id : ""}`;
}

function read(): Remembered {
  const key = keyOfPerson();
  if (known?.key !== key) known = { key, value: stored(key) };
  return known.value;
}

function stored(key: string): Remembered {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (typeof value !== "object" || value === null) return NOTHING;
    const tone = "tone" in value && typeof value.tone === "number" ? value.tone : 0;
    const recent = "recent" in value && Array.isArray(value.recent) ? value.recent : [];
    return { tone, recent: recent.filter((emoji) => typeof emoji === "string").slice(0, MOST_RECENT) };
  } catch {
    // Storage is blocked, or holds what somebody else has put there.
    return NOTHING;
  }
}

function keep(change: Partial<Remembered>) {
  const key = keyOfPerson();
  known = { key, value: { ...read(), ...change } };
  try {
    localStorage.setItem(key, JSON.stringify(known.value));
  } catch {
    // It lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

export function rememberEmoji(emoji: string) {
  keep({ recent: [emoji, ...read().recent.filter((other) => other !== emoji)].slice(0, MOST_RECENT) });
}

export function rememberTone(tone: number) {
  keep({ tone });
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** The skin tone and the emoji that this person took last, on this device. */
export const useRemembered = () => useSyncExternalStore(subscribe, read);
