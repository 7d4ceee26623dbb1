import { useTranslation } from "react-i18next";

const GENDERS = ["woman", "man", "nonbinary", "other"] as const;

type Gender = (typeof GENDERS)[number];

/** The value of a select as one of the API's. */
export const toGender = (value: string): Gender | undefined => GENDERS.find((gender) => gender === value);

export function useGenders() {
  const { t } = useTranslation("accounts");
  return GENDERS.map((value) => ({ value, label: t(`genders.${value}`) }));
}
