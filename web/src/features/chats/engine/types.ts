import type { Schemas } from "@/lib/api";

export type Chat = Schemas["Chat"];
export type Message = Schemas["Message"];
export type Member = Schemas["MemberView"];
export type Person = Schemas["PersonView"];
export type NewMessage = Omit<Schemas["MessageDraft"], "type">;
export type Poll = Schemas["Poll"];
export type PollDraft = Schemas["PollDraft"];
export type Page<Item> = { items: readonly Item[]; nextCursor: string | null };

/** As it is told to all: `reactions` are left out where they are as they were. */
export type MessageTold = Omit<Message, "reactions"> & { reactions?: Message["reactions"] };

type Told<Name extends string, Rest> = { event: Name; chatId: string; pts: number } & Rest;

/** What has a number: each change of a chat. */
export type ChatEvent =
  | Told<"message:new" | "message:edited", { message: MessageTold }>
  | Told<"message:deleted", { messageId: string }>
  | Told<"message:reaction", ReactionOf>
  | Told<"message:poll", { messageId: string; poll: Poll }>
  | Told<"chat:updated", object>
  /** What is held of the chat may be gone. */
  | Told<"chat:rewritten", object>
  /** A change that this version does not know. */
  | Told<"unknown", object>;

type ReactionOf = {
  messageId: string;
  emoji: string;
  userId: string;
  on: boolean;
  reactions: readonly { emoji: string; count: number }[];
};

export type Events = { events: readonly ChatEvent[]; pts: number; more: boolean };

const NUMBERED = new Set([
  "message:new",
  "message:edited",
  "message:deleted",
  "message:reaction",
  "message:poll",
  "chat:updated",
  "chat:rewritten",
]);

/** An event as the server names it and what it carries; one that is not known counts, and changes nothing. */
export function eventOf(event: string, data: unknown): ChatEvent {
  const told = data as Omit<ChatEvent, "event">;
  return { ...told, event: NUMBERED.has(event) ? event : "unknown" } as ChatEvent;
}
