/** What is around every page for people who are signed in: the places, in a bar on phones and a rail on wide screens. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    shell: typeof en;
  }
}

addTexts("shell", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { Shell } from "./Shell";
export { SalonsPage } from "./LaterPages";
