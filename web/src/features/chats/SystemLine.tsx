import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Chat, Message } from "./engine/types";
import { durationInWords } from "./parts";
import { useNames } from "./useNames";

type Happened = { event?: unknown; name?: unknown; userIds?: unknown; role?: unknown; seconds?: unknown };

const SIMPLE = ["created", "renamed", "described", "left", "joined", "pictured", "unpictured"] as const;
const WITH_PEOPLE = ["added", "removed", "role"] as const;
const ROLES = ["owner", "admin", "member"] as const;

function parsed(content: string): Happened {
  try {
    const happened: unknown = JSON.parse(content);
    return typeof happened === "object" && happened !== null ? happened : {};
  } catch {
    return {};
  }
}

/** What has happened to a chat, in a sentence. */
export function systemText(
  message: Message,
  chat: Chat,
  nameOf: (userId: string) => string,
  t: TFunction<"chats">,
  language: string,
): string {
  const { event, name: title, userIds, role: given, seconds } = parsed(message.content);
  const name = nameOf(message.senderId);
  const simple = SIMPLE.find((one) => one === event);
  if (simple !== undefined)
    return t(`system.${simple}`, { name, title: typeof title === "string" ? title : (chat.name ?? "") });
  if (event === "lifetime")
    return typeof seconds === "number"
      ? t("system.lifetime", { name, time: durationInWords(seconds, language) })
      : t("system.lifetimeEnded", { name });
  const withPeople = WITH_PEOPLE.find((one) => one === event);
  if (withPeople === undefined || !Array.isArray(userIds)) return t("system.other");
  const ids = userIds.filter((one): one is string => typeof one === "string");
  const people = new Intl.ListFormat(language).format(ids.map(nameOf));
  const role = ROLES.find((one) => one === given) ?? "member";
  return t(`system.${withPeople}`, { name, people, role: t(`system.roles.${role}`) });
}

export function SystemLine({ message, chat }: { message: Message; chat: Chat }) {
  const { t, i18n } = useTranslation("chats");
  const nameOf = useNames(chat);
  return (
    <p className="mx-auto max-w-md px-4 py-1.5 text-center text-sm text-soft">
      {systemText(message, chat, nameOf, t, i18n.language)}
    </p>
  );
}
