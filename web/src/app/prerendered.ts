import type { createAppRouter } from "./router";

/** Lets the app's own first page take the place of the one that came as HTML, where one has scrolled to. */
export function takePlaceOf(prerendered: HTMLElement | null, router: ReturnType<typeof createAppRouter>) {
  if (prerendered === null) return;
  let top = 0;
  const forget = router.subscribe("onBeforeRouteMount", () => {
    top = scrollY;
    forget();
  });
  const leave = router.subscribe("onRendered", () => {
    prerendered.remove();
    if (top > 0) scrollTo({ top, behavior: "instant" });
    leave();
  });
}
