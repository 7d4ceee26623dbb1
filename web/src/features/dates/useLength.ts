import { useTranslation } from "react-i18next";
import type { Limits } from "./engine/wire";

/** How long a date is, in minutes, as one says it. */
export function useLength() {
  const { i18n } = useTranslation("dates");
  const minutesOf = (seconds: number) => Math.max(1, Math.round(seconds / 30) / 2);
  const format = (seconds: number, unitDisplay: "long" | "short") =>
    new Intl.NumberFormat(i18n.language, { style: "unit", unit: "minute", unitDisplay }).format(
      minutesOf(seconds),
    );
  return {
    long: (seconds: number) => format(seconds, "long"),
    short: (seconds: number) => format(seconds, "short"),
  };
}

/** What two wishes come to: their mean, as the server takes it. */
export const middleOf = (one: number, other: number) => Math.floor((one + other) / 2);

/** Where the server has not said yet what it lets people wish for. */
const LIMITS: Limits = { minSeconds: 60, maxSeconds: 1800, usualSeconds: 300 };
const LENGTHS = [60, 120, 180, 300, 600, 900, 1200, 1800];
/** So many are seen at a glance. */
const AT_A_GLANCE = 4;

export const limitsIn = ({ limits }: { limits: Limits | null }): Limits => limits ?? LIMITS;

/** The lengths that people mostly take: the usual one, and those next to it. */
export function usualLengths({ minSeconds, maxSeconds, usualSeconds }: Limits): number[] {
  const possible = LENGTHS.filter((seconds) => seconds >= minSeconds && seconds <= maxSeconds);
  const all = [...new Set([...possible, usualSeconds])].sort((one, other) => one - other);
  const from = Math.max(0, all.indexOf(usualSeconds) - 1);
  return all.slice(Math.min(from, Math.max(0, all.length - AT_A_GLANCE)), from + AT_A_GLANCE);
}
