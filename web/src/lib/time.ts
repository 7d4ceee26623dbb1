const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago something was, in the words of a language: "3 hours ago", "yesterday", "now". */
export function timeAgo(iso: string, language: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const words = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
  return step ? words.format(Math.trunc(seconds / step[1]), step[0]) : words.format(0, "second");
}

/** The exact moment, for whoever wants to know. */
export function exactTime(iso: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));
}

/** A length of time as one says it: "42 sec", "4 min", "1 hr, 5 min". */
export function lengthInWords(seconds: number, language: string): string {
  const format = (value: number, unit: string) =>
    new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
  if (seconds < 60) return format(Math.round(seconds), "second");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return format(minutes, "minute");
  const hours = format(Math.floor(minutes / 60), "hour");
  return minutes % 60 === 0 ? hours : `${hours}, ${format(minutes % 60, "minute")}`;
}
