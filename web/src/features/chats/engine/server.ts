import { api, unwrap } from "@/lib/api";
import {
  eventOf,
  type Chat,
  type Events,
  type Member,
  type Message,
  type NewMessage,
  type Page,
  type Person,
} from "./types";

/** Which part of a history: the last of it where nothing is said. */
export type Where = { before?: number; after?: number; around?: number; at?: string };

/** What the engine asks of the server. Everything rejects with an `ApiError`. */
export type Server = {
  chats: (cursor: string | null) => Promise<Page<Chat>>;
  chat: (id: string) => Promise<Chat>;
  events: (chatId: string, after: number) => Promise<Events>;
  hidden: (chatId: string, after: number) => Promise<Page<string>>;
  history: (chatId: string, where: Where) => Promise<Page<Message>>;
  message: (id: string) => Promise<Message>;
  pins: (chatId: string) => Promise<Page<Message>>;
  members: (chatId: string, cursor: string | null) => Promise<Page<Member>>;
  /** Those of these people, a hundred at most, who are or were in a chat. */
  people: (chatId: string, ids: readonly string[]) => Promise<readonly Person[]>;
  send: (message: NewMessage) => Promise<Message>;
  /** Without content there is none. */
  saveDraft: (chatId: string, content: string, replyToId: string | null) => Promise<unknown>;
  markRead: (chatId: string, upTo: number) => Promise<unknown>;
  markDelivered: (chatId: string, upTo: number) => Promise<unknown>;
};

const PAGE = 100;
/** A screen and a half: the first page should be there at once. */
const HISTORY_PAGE = 50;

/** Browsers let 64 KiB outlive a page, and a character may be four bytes. */
const MOST_KEPT_ALIVE = 10_000;

const ofChat = (chatId: string) => ({ path: { chat_id: chatId } });
const withCursor = (cursor: string | null) => ({ limit: PAGE, ...(cursor !== null && { cursor }) });

export const overHttp: Server = {
  chats: (cursor) => unwrap(api.GET("/api/chats", { params: { query: withCursor(cursor) } })),
  chat: async (id) => (await unwrap(api.GET("/api/chats/{chat_id}", { params: ofChat(id) }))).chat,
  events: async (chatId, after) => {
    const params = { ...ofChat(chatId), query: { after, limit: PAGE } };
    const answer = await unwrap(api.GET("/api/chats/{chat_id}/events", { params }));
    return { ...answer, events: answer.events.map(({ event, data }) => eventOf(event, data)) };
  },
  hidden: (chatId, after) => {
    const params = { ...ofChat(chatId), query: { after, limit: PAGE } };
    return unwrap(api.GET("/api/chats/{chat_id}/hidden", { params }));
  },
  history: (chatId, where) => {
    const params = { ...ofChat(chatId), query: { ...where, limit: HISTORY_PAGE } };
    return unwrap(api.GET("/api/chats/{chat_id}/messages", { params }));
  },
  message: (id) => unwrap(api.GET("/api/messages/{message_id}", { params: { path: { message_id: id } } })),
  pins: (chatId) =>
    unwrap(api.GET("/api/chats/{chat_id}/pins", { params: { ...ofChat(chatId), query: { limit: PAGE } } })),
  members: (chatId, cursor) => {
    const params = { ...ofChat(chatId), query: withCursor(cursor) };
    return unwrap(api.GET("/api/chats/{chat_id}/members", { params }));
  },
  people: async (chatId, ids) => {
    const params = { ...ofChat(chatId), query: { ids: ids.join(",") } };
    return (await unwrap(api.GET("/api/chats/{chat_id}/people", { params }))).items;
  },
  send: (message) => unwrap(api.POST("/api/messages", { body: { type: "text", ...message } })),
  // It outlives the page: what one leaves is told as one goes.
  saveDraft: (chatId, content, replyToId) =>
    unwrap(
      api.PUT("/api/chats/{chat_id}/draft", {
        params: ofChat(chatId),
        body: { content, replyToId },
        keepalive: content.length < MOST_KEPT_ALIVE,
      }),
    ),
  markRead: (chatId, upTo) =>
    unwrap(api.PUT("/api/chats/{chat_id}/read", { params: ofChat(chatId), body: { upTo } })),
  markDelivered: (chatId, upTo) =>
    unwrap(api.PUT("/api/chats/{chat_id}/delivered", { params: ofChat(chatId), body: { upTo } })),
};
