import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap, type Schemas } from "@/lib/api";
import type { Role } from "../types";

/** Who is in a chat, a page at a time. Make it stale when `chat:updated` is heard. */
export const membersQuery = (chatId: string) =>
  infiniteQueryOptions({
    queryKey: ["chat", chatId, "members"],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/chats/{chat_id}/members", {
          signal,
          params: { path: { chat_id: chatId }, query: { ...(pageParam !== null && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: 0,
  });

const ofChat = (chatId: string) => ({ params: { path: { chat_id: chatId } } });
const ofMember = (chatId: string, userId: string) => ({
  params: { path: { chat_id: chatId, user_id: userId } },
});

export const saveSettings = async (chatId: string, body: Schemas["ChatSettings"]) =>
  (await unwrap(api.PATCH("/api/chats/{chat_id}/settings", { ...ofChat(chatId), body }))).chat;

export const changeChat = async (chatId: string, body: Schemas["ChatChange"]) =>
  (await unwrap(api.PATCH("/api/chats/{chat_id}", { ...ofChat(chatId), body }))).chat;

export const addMembers = async (chatId: string, memberIds: string[]) =>
  (await unwrap(api.POST("/api/chats/{chat_id}/members", { ...ofChat(chatId), body: { memberIds } }))).chat;

export const giveRole = (chatId: string, userId: string, role: Role) =>
  unwrap(
    api.PATCH("/api/chats/{chat_id}/members/{user_id}", { ...ofMember(chatId, userId), body: { role } }),
  );

/** Puts somebody out; with one's own id: leaves. */
export const removeMember = (chatId: string, userId: string) =>
  unwrap(api.DELETE("/api/chats/{chat_id}/members/{user_id}", ofMember(chatId, userId)));

/** Ends a group or channel for everybody; empties a private chat for oneself. */
export const deleteChat = (chatId: string) => unwrap(api.DELETE("/api/chats/{chat_id}", ofChat(chatId)));
