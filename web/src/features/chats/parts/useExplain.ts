import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api";
import { showToast } from "@/ui/toast";

/** A failure as a sentence for people: what it says itself, unless we know better. */
export function useExplain() {
  const { t } = useTranslation("chatParts");
  return (error: unknown): string => {
    if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
    if (error.code === "offline" || error.code === "unavailable") return t("problem.away");
    if (error.code === "rate_limited") return t("problem.often");
    return error.message;
  };
}

/** Says in passing what went wrong. */
export function useComplain() {
  const explain = useExplain();
  return (error: unknown) => {
    showToast({ message: explain(error), tone: "problem" });
  };
}
