import { createContext, use, useMemo, useSyncExternalStore } from "react";
import type { Chats } from "./engine/chats";
import type { Room } from "./engine/room";
import type { Chat, Person } from "./engine/types";

export const ChatsContext = createContext<Chats | null>(null);

/** The chats of whose page this is. */
export function useChats(): Chats {
  const chats = use(ChatsContext);
  if (chats === null) throw new Error("this is shown on the pages of chats only");
  return chats;
}

export const useChatList = (chats: Chats) => useSyncExternalStore(chats.subscribe, chats.list);

export const useChat = (chats: Chats, chatId: string) =>
  useSyncExternalStore(chats.subscribe, () => chats.chat(chatId));

export const useView = (chats: Chats, room: Room) => useSyncExternalStore(chats.subscribe, room.view);

export const useMembers = (chats: Chats, chatId: string) =>
  useSyncExternalStore(chats.subscribe, () => chats.members.of(chatId));

/**
 * Tells who somebody of a chat is, also one who has left; undefined where nobody knows, or not yet. Who is not among the
 * members is asked for once those are known.
 */
export function usePeople(chat: Chat): (userId: string) => Person | undefined {
  const chats = useChats();
  const members = useMembers(chats, chat.id);
  const strangers = useSyncExternalStore(chats.subscribe, () => chats.strangers.of(chat.id));
  return (userId) => {
    const person = members?.get(userId)?.user ?? strangers?.get(userId);
    if (person !== undefined) return person;
    if (chat.peer?.id === userId) return chat.peer;
    if (members !== undefined) chats.strangers.ask(chat.id, userId);
    return undefined;
  };
}

export const useTyping = (chats: Chats, chatId: string) =>
  useSyncExternalStore(chats.subscribe, () => chats.typing.in(chatId));

export const useDraft = (chats: Chats, chatId: string) =>
  useSyncExternalStore(chats.subscribe, () => chats.drafts.of(chatId));

/** Rises when the draft was written on another device. */
export const useHeardDraft = (chats: Chats, chatId: string) =>
  useSyncExternalStore(chats.subscribe, () => chats.drafts.heard(chatId));

/** What waits to be sent in a chat. */
export function useLetters(chats: Chats, chatId: string) {
  const all = useSyncExternalStore(chats.subscribe, chats.outbox.letters);
  return useMemo(() => all.filter((letter) => letter.chatId === chatId), [all, chatId]);
}
