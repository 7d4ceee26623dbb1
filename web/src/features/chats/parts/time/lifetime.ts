const HOUR = 3600;
const DAY = 24 * HOUR;
/** So long, in seconds, messages may stay before they disappear; the server allows any time from a minute to a year. */
export const LIFETIMES = [HOUR, DAY, 7 * DAY, 30 * DAY];

const UNITS = [
  ["week", 7 * DAY],
  ["day", DAY],
  ["hour", HOUR],
  ["minute", 60],
  ["second", 1],
] as const;

/** Seconds in the largest unit that they are whole numbers of: "1 week", "36 hours". */
export function durationInWords(seconds: number, language: string): string {
  const [unit, length] = UNITS.find(([, one]) => seconds % one === 0) ?? (["second", 1] as const);
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(
    seconds / length,
  );
}
