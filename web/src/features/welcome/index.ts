/** The front page: what this Mingle is, for somebody who has come for the first time. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    welcome: typeof en;
  }
}

addTexts("welcome", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { WelcomePage } from "./WelcomePage";
