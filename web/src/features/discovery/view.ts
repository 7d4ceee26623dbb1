import { useState } from "react";

export type View = "deck" | "grid";
const KEY = "meetView";

const kept = (): View => {
  try {
    return localStorage.getItem(KEY) === "grid" ? "grid" : "deck";
  } catch {
    return "deck";
  }
};

/** How somebody prefers to look at people; remembered on this device. */
export function useView() {
  const [view, setView] = useState(kept);
  const choose = (next: View) => {
    setView(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage is blocked: it is asked for again after a reload.
    }
  };
  return [view, choose] as const;
}
