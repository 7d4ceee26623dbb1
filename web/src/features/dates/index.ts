/** Dates: a few minutes face to face. What is around every page rings and begins; the rest comes when one is there. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    dates: typeof en;
  }
}

addTexts("dates", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { DateLayer } from "./DateLayer";
export { DatesPage } from "./DatesPage";
export { EveningPage } from "./EveningPage";
