import { useTranslation } from "react-i18next";

/** How many wait. Large numbers end at 99+: nobody needs to know how far behind they are. */
export function Badge({ count }: { count: number }) {
  const { t } = useTranslation("ui");
  if (count <= 0) return null;
  return (
    <span className="inline-flex h-5.5 min-w-5.5 items-center justify-center rounded-full bg-ember px-1.5 text-xs font-strong text-on-ember tabular-nums">
      <span aria-hidden>{count > 99 ? "99+" : count}</span>
      <span className="sr-only">{t("unread", { count })}</span>
    </span>
  );
}
