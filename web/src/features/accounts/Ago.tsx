import { useTranslation } from "react-i18next";
import { exactTime, timeAgo } from "@/lib/time";

/** How long ago; the exact moment to whoever points at it. */
export function Ago({ at }: { at: string }) {
  const { language } = useTranslation("accounts").i18n;
  return (
    <time dateTime={at} title={exactTime(at, language)}>
      {timeAgo(at, language)}
    </time>
  );
}
