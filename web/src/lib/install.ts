import { useSyncExternalStore } from "react";

/** What Chromium's browsers offer; the others have menus of their own. */
type InstallPrompt = Event & { prompt: () => Promise<unknown> };

let offered: InstallPrompt | null = null;
const listeners = new Set<() => void>();

function change(next: InstallPrompt | null) {
  offered = next;
  for (const listener of listeners) listener();
}

/** The browser offers it once, soon after the page has begun. */
export function followInstallation() {
  addEventListener("beforeinstallprompt", (event) => {
    // Otherwise some browsers ask by themselves, in the middle of something else.
    event.preventDefault();
    change(event as InstallPrompt);
  });
  addEventListener("appinstalled", () => {
    change(null);
  });
}

const isInstalled = () => matchMedia("(display-mode: standalone)").matches;

function currentWay() {
  if (isInstalled()) return null;
  if (offered !== null) return "prompt" as const;
  // Only Safari on phones and tablets has it.
  return "standalone" in navigator ? ("byHand" as const) : null;
}

/** How this app can be put among those of the device: by asking the browser, by hand, or not (any more). */
export const useWayToInstall = () =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentWay);

/** Lets the browser ask. It may be asked once for each time that it has offered it. */
export async function install() {
  const prompt = offered;
  change(null);
  await prompt?.prompt();
}
