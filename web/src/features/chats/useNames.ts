import { useTranslation } from "react-i18next";
import type { Chat } from "./engine/types";
import { useChats, usePeople } from "./useChats";

/** What people of a chat are called there: oneself "You", and whom nobody knows any more "Somebody". */
export function useNames(chat: Chat): (userId: string) => string {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const personOf = usePeople(chat);
  return (userId) => (userId === chats.me ? t("you") : (personOf(userId)?.displayName ?? t("somebody")));
}
