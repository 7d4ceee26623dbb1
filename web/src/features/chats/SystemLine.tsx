import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { lengthInWords } from "@/lib/time";
import type { Chat, Message } from "./engine/types";
import { CallLine } from "./CallLine";
import { durationInWords } from "./parts";
import { useChats } from "./useChats";
import { useNames } from "./useNames";

type Happened = {
  event?: unknown;
  name?: unknown;
  userIds?: unknown;
  role?: unknown;
  seconds?: unknown;
  kind?: unknown;
  reason?: unknown;
};

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
  me: string,
): string {
  const happened = parsed(message.content);
  const { event, name: title, userIds, role: given, seconds } = happened;
  const name = nameOf(message.senderId);
  if (event === "call") return callText(happened, message.senderId === me, t, language);
  // Verbs are others where it was oneself.
  const isOwn = message.senderId === me;
  const simple = SIMPLE.find((one) => one === event);
  if (simple !== undefined)
    return t(isOwn ? `system.own.${simple}` : `system.${simple}`, {
      name,
      title: typeof title === "string" ? title : (chat.name ?? ""),
    });
  if (event === "lifetime")
    return typeof seconds === "number"
      ? t(isOwn ? "system.own.lifetime" : "system.lifetime", {
          name,
          time: durationInWords(seconds, language),
        })
      : t(isOwn ? "system.own.lifetimeEnded" : "system.lifetimeEnded", { name });
  const withPeople = WITH_PEOPLE.find((one) => one === event);
  if (withPeople === undefined || !Array.isArray(userIds)) return t("system.other");
  const ids = userIds.filter((one): one is string => typeof one === "string");
  const people = new Intl.ListFormat(language).format(ids.map(nameOf));
  const role = ROLES.find((one) => one === given) ?? "member";
  return t(isOwn ? `system.own.${withPeople}` : `system.${withPeople}`, {
    name,
    people,
    role: t(`system.roles.${role}`),
  });
}

/** A call in a line: of which kind it was, and how long or why not. */
function callText(
  { kind: told, reason, seconds }: Happened,
  isOwn: boolean,
  t: TFunction<"chats">,
  language: string,
) {
  const kind = t(told === "video" ? "system.call.video" : "system.call.audio");
  if (typeof seconds === "number" && seconds > 0)
    return t("system.call.lasted", { kind, time: lengthInWords(seconds, language) });
  if (reason === "rejected") return t("system.call.rejected", { kind });
  if (reason === "busy") return t("system.call.busy", { kind });
  const isShort = reason === "ended" || reason === "dropped" || reason === "timeout";
  if (isShort) return kind;
  if (isOwn) return t("system.call.unanswered", { kind });
  return t(told === "video" ? "system.call.missedVideo" : "system.call.missedAudio");
}

export function SystemLine({ message, chat }: { message: Message; chat: Chat }) {
  const { t, i18n } = useTranslation("chats");
  const nameOf = useNames(chat);
  const { me } = useChats();
  const { event, kind } = parsed(message.content);
  const text = systemText(message, chat, nameOf, t, i18n.language, me);
  if (event === "call") return <CallLine text={text} isVideo={kind === "video"} chatId={chat.id} />;
  return <p className="mx-auto max-w-md px-4 py-1.5 text-center text-sm text-soft">{text}</p>;
}
