/** The languages of the app, the one that it is written in first. */
export const LANGUAGES = ["en", "de", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];
export type OtherLanguage = Exclude<Language, "en">;

const KEY = "language";

const baseOf = (locale: string) => LANGUAGES.find((language) => locale.split("-")[0] === language);

/** The one that was chosen on this device, or else the first of the browser's that there is. */
export function preferredLanguage(): Language {
  let chosen: string | null = null;
  try {
    chosen = localStorage.getItem(KEY);
  } catch {
    // Storage is blocked: the browser's language it is.
  }
  const wanted = [...(chosen === null ? [] : [chosen]), ...navigator.languages];
  return wanted.map(baseOf).find((language) => language !== undefined) ?? "en";
}

export function keepLanguage(language: Language) {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}

/** As the reader's region writes it, as far as the browser tells: dates in English differ between Dublin and Boston. */
export function localeOf(language: Language): string {
  const locale = navigator.languages.find((one) => baseOf(one) === language) ?? language;
  // The Arabic texts are written with these digits, so what is between them is as well.
  return language === "ar" ? new Intl.Locale(locale, { numberingSystem: "latn" }).toString() : locale;
}

const NAMES: Record<Language, string> = { en: "English", de: "Deutsch", ar: "العربية" };

/** What a language is called by those who speak it. A browser knows it too, but takes a tenth of a second on a phone. */
export const nameOf = (language: Language) => NAMES[language];
