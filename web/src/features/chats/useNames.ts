import { useTranslation } from "react-i18next";
import type { Chat } from "./engine/types";
import { useChats, usePeople } from "./useChats";

/** What people of a chat are called there: oneself "You", and whom nobody knows any more "Somebody". */
export function useNames(chat: Chat): (userId: string) => string {
  const { t } = useTranslation("chats");
  const nameOf = useKnownNames(chat);
  return (userId) => nameOf(userId) ?? t("somebody");
}

/** The same of those whom the last message of a listed chat tells of; undefined where nobody knows, or not yet. */
export function useListedNames(chat: Chat): (userId: string) => string | undefined {
  const chats = useChats();
  const nameOf = useKnownNames(chat);
  return (userId) => {
    const name = nameOf(userId);
    // Who has just begun to write in a chat that is not open.
    if (name === undefined) chats.strangers.ask(chat.id, userId);
    return name;
  };
}

function useKnownNames(chat: Chat): (userId: string) => string | undefined {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const personOf = usePeople(chat);
  return (userId) =>
    userId === chats.me ? t("you") : (personOf(userId)?.displayName ?? chat.names?.[userId]);
}
