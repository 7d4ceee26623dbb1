import type { TFunction } from "i18next";
import { ApiError } from "@/lib/api";
import type { Chat, Message } from "./engine/types";
import { plainText } from "./parts";
import { hasVanished } from "./useLasting";

type T = TFunction<"chats">;

/** Whether something waits there that one wants to be told of. */
export const isCounted = (chat: Chat, now = Date.now()): boolean =>
  chat.unread > 0 && !chat.isArchived && !isMuted(chat, now);

export const isMuted = ({ mutedUntil }: Chat, now = Date.now()): boolean =>
  mutedUntil !== null && Date.parse(mutedUntil) > now;

export function titleOf(chat: Chat, t: T): string {
  if (chat.isSaved) return t("saved");
  return chat.name ?? chat.peer?.displayName ?? t("somebody");
}

/** A message in one line. */
export function previewOf(message: Message, t: T): string {
  if (hasVanished(message)) return t("kind.vanished");
  if (message.isDeleted) return t("kind.deleted");
  const text = plainText(message.content);
  if (text !== "") return text;
  return message.type === "system" ? t("system.other") : t(`kind.${message.type}`);
}

/** Why something failed, in words. */
export function reasonOf(error: unknown, t: T): string {
  if (!(error instanceof ApiError)) return t("error.failed");
  return error.code === "offline" ? t("error.offline") : (error.details[0]?.message ?? error.message);
}

const sameDay = (one: Date, other: Date) => one.toDateString() === other.toDateString();

/** A time of the day. */
export const clockTime = (iso: string, language: string): string =>
  formats(language).clock.format(new Date(iso));

/** A day as one speaks of it: "Today", "Yesterday", "Monday", "3 March", "3 March 2024". */
export function dayInWords(iso: string, language: string, now = new Date()): string {
  const day = new Date(iso);
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  const { relative, weekday, date, fullDate } = formats(language);
  if (sameDay(day, now)) return capital(relative.format(0, "day"));
  if (sameDay(day, yesterday)) return capital(relative.format(-1, "day"));
  if (now.getTime() - day.getTime() < 6 * 86_400_000) return weekday.format(day);
  return (day.getFullYear() === now.getFullYear() ? date : fullDate).format(day);
}

/** The time where it was today, else the day, as short as may be. */
export function shortTime(iso: string, language: string, now = new Date()): string {
  const at = new Date(iso);
  if (sameDay(at, now)) return clockTime(iso, language);
  const { shortWeekday, shortDate } = formats(language);
  return (now.getTime() - at.getTime() < 6 * 86_400_000 ? shortWeekday : shortDate).format(at);
}

const capital = (text: string) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

const made = new Map<string, ReturnType<typeof makeFormats>>();

function makeFormats(language: string) {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  return {
    clock: format({ hour: "numeric", minute: "2-digit" }),
    weekday: format({ weekday: "long" }),
    shortWeekday: format({ weekday: "short" }),
    date: format({ day: "numeric", month: "long" }),
    shortDate: format({ day: "numeric", month: "short" }),
    fullDate: format({ day: "numeric", month: "long", year: "numeric" }),
    relative: new Intl.RelativeTimeFormat(language, { numeric: "auto" }),
  };
}

/** Making one takes longer than using it a thousand times. */
function formats(language: string) {
  const known = made.get(language) ?? makeFormats(language);
  made.set(language, known);
  return known;
}
