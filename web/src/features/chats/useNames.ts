import { useTranslation } from "react-i18next";
import type { Chat } from "./engine/types";
import { useChats, useMembers } from "./useChats";
import { personIn } from "./words";

/** What people of a chat are called there: oneself "You", and whom one does not know, or no more, "Somebody". */
export function useNames(chat: Chat): (userId: string) => string {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const members = useMembers(chats, chat.id);
  return (userId) =>
    userId === chats.me ? t("you") : (personIn(chat, members, userId)?.displayName ?? t("somebody"));
}
