import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api";

/** A failure as a sentence for people: what it says itself, unless we know better. */
export function useProblem() {
  const { t } = useTranslation("accounts");
  return (error: Error): string => {
    if (!(error instanceof ApiError)) return error.message;
    if (error.code === "offline" || error.code === "unavailable") return t("problem.away");
    if (error.code === "provider_away") return t("problem.providerAway");
    if (error.code === "rate_limited" && error.retryAfter !== null)
      return t("problem.wait", { count: error.retryAfter });
    return error.message;
  };
}
