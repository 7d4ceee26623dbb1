/** Meet: a deck of people one at a time, who likes one, and whom one has found. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    discovery: typeof en;
  }
}

addTexts("discovery", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { LikesPage } from "./LikesPage";
export { MatchNotice } from "./MatchNotice";
export { MatchesPage } from "./MatchesPage";
export { MeetPage } from "./MeetPage";
export { useReasons } from "./useReasons";
export type { FeedCard, Reason } from "./queries";
