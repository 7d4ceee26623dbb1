import { useTranslation } from "react-i18next";
import { clock, useNow } from "@/features/calls";
import { ProgressRing } from "@/ui/Progress";
import { useOwn } from "./useDates";

/** Below this, in seconds, they are counted one by one. */
const LAST = 60;

/** How much is left, in seconds, and whether the clock runs yet. */
export function useLeft() {
  const { own } = useOwn();
  const now = useNow();
  const { startsAt, endsAt, isFlowing } = own.room;
  const from = Date.parse(startsAt);
  const until = Date.parse(endsAt);
  const hasBegun = isFlowing || now >= from;
  const all = Math.max(1, (until - from) / 1000);
  const left = hasBegun ? Math.min(all, Math.max(0, (until - now) / 1000)) : all;
  return { hasBegun, all, left, isLast: hasBegun && left <= LAST };
}

/** A ring that closes slowly: whole minutes, and seconds in the last one only. */
export function RoomClock() {
  const { t } = useTranslation("dates");
  const { hasBegun, all, left, isLast } = useLeft();
  const minutes = Math.ceil(left / 60);
  const words = !hasBegun
    ? t("clock.before")
    : isLast
      ? t("clock.seconds", { count: Math.round(left) })
      : t("clock.left", { count: minutes });
  return (
    <span title={words} className="me-1 inline-flex">
      <ProgressRing label={t("clock.label")} value={left / all} valueText={words} size={52}>
        <span aria-hidden data-clock className="text-xs font-strong tabular-nums">
          {isLast ? clock(left) : t("clock.short", { count: minutes })}
        </span>
      </ProgressRing>
    </span>
  );
}
