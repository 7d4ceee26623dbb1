import type { createAppRouter } from "./router";

/** Lets the app's own first page take the place of the one that came as HTML, where one has scrolled to, with what has the focus. */
export function takePlaceOf(
  prerendered: HTMLElement | null,
  root: HTMLElement,
  router: ReturnType<typeof createAppRouter>,
) {
  if (prerendered === null) return;
  let top = 0;
  const forget = router.subscribe("onBeforeRouteMount", () => {
    top = scrollY;
    forget();
  });
  const leave = router.subscribe("onRendered", () => {
    const focused = document.activeElement;
    if (focused !== null && prerendered.contains(focused))
      // Links, or the content that one has skipped to.
      [...root.querySelectorAll<HTMLElement>("a, main")]
        .find((own) => (focused.id === "" ? own.isEqualNode(focused) : own.id === focused.id))
        ?.focus({ preventScroll: true });
    prerendered.remove();
    if (top > 0) scrollTo({ top, behavior: "instant" });
    leave();
  });
}
