import { useTranslation } from "react-i18next";
import { useWords, type Goal } from "@/features/people";
import type { Reason } from "./queries";

/** Why somebody is shown, in words. */
export function useReasons() {
  const { t, i18n } = useTranslation(["discovery", "people"]);
  const words = useWords();
  const list = new Intl.ListFormat(i18n.language, { type: "conjunction" });
  const textOf = ({ kind, values = [] }: Reason): string => {
    switch (kind) {
      case "bothLike":
        return t("reason.bothLike", { what: list.format(values) });
      case "bothSpeak":
        return t("reason.bothSpeak", { what: list.format(values.map(words.languageName)) });
      case "bothHope": {
        const goals = values.map((goal) => t(`people:goals.${goal as Goal}`));
        return t("reason.bothHope", { what: list.format(goals) });
      }
      case "sameCity":
        return t("reason.sameCity", { what: values[0] ?? "" });
      case "activeToday":
        return t("reason.activeToday");
      case "newHere":
        return t("reason.newHere");
    }
  };
  return ({ reasons }: { reasons: readonly Reason[] }) => reasons.map(textOf);
}
