import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";

/** After a navigation the focus goes to the new page's title, so that screen readers begin there. */
export function useFocusOnNavigation() {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ pathChanged, fromLocation }) => {
        if (!pathChanged || fromLocation === undefined) return;
        const target =
          document.querySelector<HTMLElement>("main h1[tabindex]") ?? document.getElementById("main");
        target?.focus({ preventScroll: true });
      }),
    [router],
  );
}
