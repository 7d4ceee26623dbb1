import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { keepLanguage, localeOf, preferredLanguage, type Language, type OtherLanguage } from "./language";

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

/** Loads the texts in other languages; what is missing is shown in English. */
type Translations<Namespace extends keyof Texts> = Partial<
  Record<OtherLanguage, () => Promise<{ default: Texts[Namespace] }>>
>;

const translations = new Map<string, Partial<Record<OtherLanguage, () => Promise<{ default: object }>>>>();
const loading = new Set<Promise<void>>();
let language = preferredLanguage();

void i18next.use(initReactI18next).init({
  lng: localeOf(language),
  fallbackLng: "en",
  resources: {},
  // React escapes. Names of another direction must not turn the sentence around them (Unicode's isolates).
  interpolation: { escape: (value: string) => (i18next.dir() === "rtl" ? `\u2068${value}\u2069` : value) },
  returnNull: false,
});
tellTheBrowser();

/** Adds a namespace, and begins to load it in the reader's language. */
export function addTexts<Namespace extends keyof Texts>(
  namespace: Namespace,
  english: Texts[Namespace],
  others: Translations<Namespace>,
) {
  i18next.addResourceBundle("en", namespace, english);
  translations.set(namespace, others);
  const begun = load(namespace, language).finally(() => loading.delete(begun));
  loading.add(begun);
}

/** Waits for all that was added, so that nothing is seen in two languages. */
export async function textsLoaded() {
  await Promise.all(loading);
}

export const currentLanguage = () => language;

/** Shows the app in another language from now on, on this device. */
export async function setLanguage(wanted: Language) {
  language = wanted;
  keepLanguage(wanted);
  await Promise.all([...translations.keys()].map((namespace) => load(namespace, wanted)));
  if (language !== wanted) return;
  await i18next.changeLanguage(localeOf(wanted));
  tellTheBrowser();
}

async function load(namespace: string, wanted: Language) {
  if (wanted === "en" || i18next.hasResourceBundle(wanted, namespace)) return;
  try {
    const texts = await translations.get(namespace)?.[wanted]?.();
    if (texts !== undefined) i18next.addResourceBundle(wanted, namespace, texts.default);
  } catch {
    // Without a connection: in English, until the page is loaded anew.
  }
}

function tellTheBrowser() {
  document.documentElement.lang = i18next.language;
  document.documentElement.dir = i18next.dir();
}

export { i18next };
