import { useTranslation } from "react-i18next";
import en from "./en.json";
import type { Problem } from "./upload";

type Known = keyof typeof en.problem;
const isKnown = (code: string): code is Known => Object.hasOwn(en.problem, code);

/** What a problem is in words: ours, because they are in the person's language, or else the server's. */
export function useExplain() {
  const { t } = useTranslation("media");
  return ({ code, message }: Problem): string => {
    if (isKnown(code)) return t(`problem.${code}`);
    return message ?? t("problem.unavailable");
  };
}
