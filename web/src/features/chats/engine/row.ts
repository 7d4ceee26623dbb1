import { revised, windowAt, type Log } from "./log";
import type { Chat, ChatEvent, Message } from "./types";

/** The server counts no further. */
const MOST_COUNTED = 1000;

/** A chat after an event, and whether only the server can say the rest of it. */
export type Told = { chat: Chat; isUnsure: boolean };

const counts = (message: Message, { readPts }: Chat, me: string) =>
  message.senderId !== me && message.type !== "system" && !message.isDeleted && message.pts > readPts;

function withNew(chat: Chat, message: Message, me: string): Chat {
  const isUnread = counts(message, chat, me);
  return {
    ...chat,
    lastMessage: message,
    unread: Math.min(MOST_COUNTED, chat.unread + Number(isUnread)),
    mentions: chat.mentions + Number(isUnread && message.mentions.includes(me)),
  };
}

/** A chat after its next change, as the list shows it. */
export function rowAfter(before: Chat, event: ChatEvent, me: string): Told {
  const chat = { ...before, pts: event.pts };
  switch (event.event) {
    case "message:new":
      return {
        chat: withNew(chat, { ...event.message, reactions: event.message.reactions ?? [] }, me),
        isUnsure: false,
      };
    case "message:edited":
    case "message:deleted":
    case "message:reaction":
    case "message:poll": {
      const { lastMessage } = chat;
      const id = "message" in event ? event.message.id : event.messageId;
      if (lastMessage?.id !== id)
        return {
          chat,
          isUnsure:
            (event.event === "message:edited" || event.event === "message:deleted") && chat.unread > 0,
        };
      // Which one is the last now, only the server knows.
      if (event.event === "message:deleted") return { chat, isUnsure: true };
      return {
        chat: { ...chat, lastMessage: revised(lastMessage, event, me) },
        isUnsure: event.event === "message:edited" && chat.unread > 0,
      };
    }
    case "chat:updated":
    case "chat:rewritten":
      return { chat, isUnsure: true };
    case "unknown":
      return { chat, isUnsure: false };
  }
}

/**
 * A chat that has been read up to a number. What is unread beyond it is counted where all of it is held; otherwise only
 * the server can say.
 */
export function rowRead(before: Chat, upTo: number, log: Log | null, me: string): Told {
  if (upTo <= before.readPts) return { chat: before, isUnsure: false };
  const chat = { ...before, readPts: upTo };
  if (upTo >= (chat.lastMessage?.pts ?? 0))
    return { chat: { ...chat, unread: 0, mentions: 0 }, isUnsure: false };
  const held = log === null ? undefined : windowAt(log, Math.max(log.pts, chat.pts));
  if (held === undefined || held.from > upTo + 1) return { chat, isUnsure: true };
  const unread = held.messages.filter((message) => counts(message, chat, me));
  const mentions = unread.filter((message) => message.mentions.includes(me)).length;
  return { chat: { ...chat, unread: Math.min(MOST_COUNTED, unread.length), mentions }, isUnsure: false };
}

/** What the server tells of a chat, beside what is known by now: an answer may be older than an event. */
export function rowTaken(known: Chat | undefined, told: Chat): Chat {
  if (known === undefined) return told;
  if (told.pts < known.pts) return known;
  // One's own mark, on its way to the server.
  if (known.readPts <= told.readPts) return told;
  const isAll = known.readPts >= (told.lastMessage?.pts ?? 0);
  return { ...told, readPts: known.readPts, ...(isAll && { unread: 0, mentions: 0 }) };
}

/** When something last happened in a chat. */
export const activeAt = (chat: Chat) => chat.lastMessage?.createdAt ?? chat.createdAt;

/** Pinned ones first, then the liveliest. */
export function inOrder(chats: Iterable<Chat>): readonly Chat[] {
  return [...chats].sort(
    (one, other) =>
      Number(other.isPinned) - Number(one.isPinned) || (activeAt(other) < activeAt(one) ? -1 : 1),
  );
}
