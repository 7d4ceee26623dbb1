import { useMatches } from "@tanstack/react-router";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /**
     * The page fills the window, and scrolls inside. `alone`: on phones without the places; and it says itself what it
     * means to be offline.
     */
    fills?: "beside" | "alone";
  }
}

/** How the open page fills the window; undefined where it scrolls as a whole. */
export const useFills = () =>
  useMatches({
    select: (matches) => matches.findLast(({ staticData }) => staticData.fills)?.staticData.fills,
  });
