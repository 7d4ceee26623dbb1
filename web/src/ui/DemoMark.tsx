import { useTranslation } from "react-i18next";
import { cx } from "./cx";

type Props = { of: { isDemo?: boolean } | null | undefined; className?: string };

/** Says of somebody that they are made up; nothing of everybody else. It stands in the line of their name. */
export function DemoMark({ of, className }: Props) {
  const { t } = useTranslation("ui");
  if (of?.isDemo !== true) return null;
  return (
    <span
      className={cx(
        "tracking-normal mx-1.5 inline-block rounded-full bg-honey px-2 py-0.5 align-middle font-sans text-xs leading-none font-strong text-night",
        className,
      )}
    >
      {t("demo")}
    </span>
  );
}
