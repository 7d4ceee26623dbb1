/** Every part of the design system, on one page, in both themes. */
import { addTexts } from "@/lib/i18n";
import en from "./en.json";

declare module "@/lib/i18n" {
  interface Texts {
    gallery: typeof en;
  }
}

addTexts("gallery", en, {
  ar: () => import("./ar.json"),
  de: () => import("./de.json"),
});

export { GalleryPage } from "./GalleryPage";
