import { LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";

/** Says that something is going on. Inside a control that is already `aria-busy`, pass `silent`. */
export function Spinner({ silent = false, className }: { silent?: boolean; className?: string }) {
  const { t } = useTranslation("ui");
  return (
    <span role={silent ? undefined : "status"} className={cx("inline-flex", className)}>
      <LoaderCircle aria-hidden className="size-[1.25em] animate-spin" strokeWidth={1.75} />
      {!silent && <span className="sr-only">{t("loading")}</span>}
    </span>
  );
}
