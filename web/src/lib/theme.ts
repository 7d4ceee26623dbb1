import { useSyncExternalStore } from "react";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "theme";
const listeners = new Set<() => void>();

const barColours = Array.from(
  document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]"),
  (meta) => ({
    meta,
    own: meta.content,
    theme: meta.media.includes("dark") ? "dark" : "light",
  }),
);

/** public/early.js has read it from storage before the first paint. */
function currentTheme(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset["theme"]) ?? "system";
}

function colourBrowserBars() {
  const theme = currentTheme();
  const chosen = barColours.find((bar) => bar.theme === theme);
  for (const { meta, own } of barColours) meta.content = chosen?.own ?? own;
}

export function setTheme(theme: Theme) {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
  colourBrowserBars();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  return [useSyncExternalStore(subscribe, currentTheme, currentTheme), setTheme];
}

colourBrowserBars();
