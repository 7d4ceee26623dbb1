const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LATEST_DAYS = 365;
const EVENING = 20;
const MORNING = 9;

/** A moment as `<input type="datetime-local">` has it, in the time of this device. */
export function localInput(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export const localDay = (at: Date) => localInput(at).slice(0, 10);

/** Between which moments something can be scheduled. */
export const boundsAt = (now: Date) => ({
  min: localInput(new Date(now.getTime() + 60_000)),
  max: localInput(new Date(now.getTime() + LATEST_DAYS * DAY)),
});

export type SoonName = "hour" | "evening" | "morning" | "monday";

const atHour = (day: Date, hour: number) => {
  const at = new Date(day);
  at.setHours(hour, 0, 0, 0);
  return at;
};

/** What people mean when they say later. */
export function soon(now: Date): { name: SoonName; at: Date }[] {
  const tomorrow = new Date(now.getTime() + DAY);
  const days = (8 - now.getDay()) % 7 || 7;
  const monday = new Date(now);
  monday.setDate(now.getDate() + days);
  const evening = atHour(now, EVENING);
  return [
    { name: "hour", at: new Date(now.getTime() + HOUR) },
    ...(evening.getTime() - now.getTime() > HOUR ? [{ name: "evening" as const, at: evening }] : []),
    { name: "morning", at: atHour(tomorrow, MORNING) },
    { name: "monday", at: atHour(monday, MORNING) },
  ];
}
