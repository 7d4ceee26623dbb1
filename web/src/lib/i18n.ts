import i18next from "i18next";
import { initReactI18next } from "react-i18next";

/**
 * The texts, by namespace. Each feature adds its own: it merges its type into this interface and calls `addTexts`
 * when it is loaded, so that nobody waits for texts of a page that is not open.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- an interface, because features merge into it
export interface Texts {}

declare module "i18next" {
  interface CustomTypeOptions {
    resources: Texts;
    enableSelector: false;
  }
}

void i18next.use(initReactI18next).init({
  lng: "en",
  fallbackLng: "en",
  resources: {},
  interpolation: { escapeValue: false },
  returnNull: false,
});

export function addTexts<Namespace extends keyof Texts>(namespace: Namespace, english: Texts[Namespace]) {
  i18next.addResourceBundle("en", namespace, english);
}

export { i18next };
