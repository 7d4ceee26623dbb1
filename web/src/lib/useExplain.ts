import { useTranslation } from "react-i18next";
import { ApiError } from "./api";

/** A failure as a sentence for people: what it says itself, unless we know better. */
export function useExplain() {
  const { t } = useTranslation("ui");
  return (error: unknown): string => {
    if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
    if (error.code === "offline" || error.code === "unavailable") return t("problem.away");
    if (error.code === "rate_limited") return t("problem.often");
    const [detail] = error.details;
    return detail === undefined ? error.message : t("problem.detail", { problem: detail.message });
  };
}
