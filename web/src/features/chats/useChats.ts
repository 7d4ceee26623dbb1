import { createContext, use, useMemo, useSyncExternalStore } from "react";
import type { Chats } from "./engine/chats";
import type { Room } from "./engine/room";

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
