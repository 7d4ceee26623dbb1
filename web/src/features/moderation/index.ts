/** Moderation: pointing at what should not be here. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    moderation: typeof en;
  }
}

addTexts("moderation", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { ReportDialog } from "./ReportDialog";
