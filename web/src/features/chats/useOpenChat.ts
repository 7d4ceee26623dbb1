import { api, unwrap } from "@/lib/api";
import { myChats } from "./engine/mine";

/** Opens the one private chat with somebody, or with oneself; gives its id. */
export async function openPrivateChat(userId: string): Promise<string> {
  const body = { type: "private" as const, memberIds: [userId] };
  const { chat } = await unwrap(api.POST("/api/chats", { body }));
  myChats()?.take(chat);
  return chat.id;
}

export const useOpenChat = () => openPrivateChat;
