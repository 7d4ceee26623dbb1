import { useTranslation } from "react-i18next";
import { basicsIn } from "./shown";
import type { BasicName, Basics, Card } from "./queries";

const CHOSEN = ["drinking", "smoking", "exercise", "diet", "children", "familyPlans", "pets"] as const;
export type ChosenBasic = (typeof CHOSEN)[number];
export const isChosen = (name: BasicName): name is ChosenBasic => CHOSEN.some((one) => one === name);

export const ANSWERS = {
  drinking: ["never", "sometimes", "often"],
  smoking: ["never", "sometimes", "often"],
  exercise: ["never", "sometimes", "often"],
  diet: ["everything", "flexitarian", "pescatarian", "vegetarian", "vegan", "halal", "kosher"],
  children: ["none", "have"],
  familyPlans: ["want", "open", "do_not_want", "unsure"],
  pets: ["none", "dog", "cat", "other", "several"],
} as const satisfies Record<ChosenBasic, readonly string[]>;

const FARTHEST_TOLD = 1000;

/** How what is known of people is said. */
export function useWords() {
  const { t, i18n } = useTranslation("people");
  const { language } = i18n;
  const regions = new Intl.DisplayNames(language, { type: "region" });
  const languages = new Intl.DisplayNames(language, { type: "language" });
  const placeOf = ({ name, countryCode }: { name: string; countryCode: string }) =>
    t("place", { city: name, country: regions.of(countryCode) ?? countryCode });

  /** A basic as a short fact: "178 cm", "Vegetarian". */
  const basic = (name: BasicName, basics: Basics): string => {
    if (name === "heightCm") return t("heightValue", { count: basics.heightCm ?? 0 });
    if (!isChosen(name)) return basics[name] ?? "";
    // Each of the names has a text for each of its answers: `satisfies` in ANSWERS, and a test, see to it.
    return t(`answers.${name}.${basics[name] ?? "none"}` as "answers.children.none");
  };

  return {
    basic,
    placeOf,
    languageName: (code: string) => languages.of(code) ?? code,
    /** Every basic that is there, as a fact. */
    basics: (basics: Basics) => basicsIn(basics).map((name) => ({ name, text: basic(name, basics) })),
    /** How far away somebody is; nothing where it is not told, or too far to say more than that. */
    distance: (km: number | null) =>
      km === null || km > FARTHEST_TOLD ? null : t("distance", { count: km }),
    gender: ({ gender, genderDescription }: Pick<Card, "gender" | "genderDescription">) =>
      gender === null ? null : (genderDescription ?? t(`genders.${gender}`)),
  };
}
