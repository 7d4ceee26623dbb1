/** Calls: people hear and see each other, and stay connected. What is around every page is small; the rest comes when it rings. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    calls: typeof en;
  }
}

addTexts("calls", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { CallBack } from "./CallBack";
export { CallLayer } from "./CallLayer";
export { CallsPage } from "./CallsPage";
export { ChatCallButtons } from "./ChatCallButtons";
export { PersonCallButtons } from "./PersonCallButtons";
