import { onBusy, whenFree } from "@/lib/busy";
import { i18next } from "@/lib/i18n";
import { dismissToast, showToast } from "@/ui/toast";

/** A page that stays open for days asks too. */
const EVERY = 60 * 60 * 1000;

let registration: ServiceWorkerRegistration | null = null;
let toast: number | null = null;

/** Puts the service worker in its place, and offers a newer version once it waits. */
export async function begin() {
  registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  registration.addEventListener("updatefound", follow);
  follow();
  void offer();
  onBusy(() => {
    if (toast === null) return;
    dismissToast(toast);
    toast = null;
    void offer();
  });
  const look = () => {
    // Without a network there is nothing newer.
    registration?.update().catch(() => undefined);
  };
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
}

function follow() {
  registration?.installing?.addEventListener("statechange", () => void offer());
}

/** Quiet, and not in a call. The first worker of all is no newer version of anything. */
async function offer() {
  if (!isToOffer()) return;
  await whenFree();
  if (!isToOffer()) return;
  const t = i18next.getFixedT(null, "app");
  toast = showToast({
    message: t("update.ready"),
    stays: true,
    action: { label: t("update.take"), onSelect: () => void take() },
  });
}

const isToOffer = () => toast === null && isWaiting();
const isWaiting = () => registration?.waiting != null && navigator.serviceWorker.controller !== null;

/** What is being written is kept on this device as it is typed. */
async function take() {
  toast = null;
  // A call may have begun in another tab.
  await whenFree();
  const reload = () => {
    location.reload();
  };
  const { waiting } = registration ?? {};
  // Another tab has taken it already.
  if (waiting == null) reload();
  navigator.serviceWorker.addEventListener("controllerchange", reload, { once: true });
  waiting?.postMessage("update");
}
