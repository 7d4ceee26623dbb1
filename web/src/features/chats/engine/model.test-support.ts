import { ApiError } from "@/lib/api";
import type { Server } from "./server";
import type { Chat, ChatEvent, Message, NewMessage } from "./types";

export const ME = "me";
export const OTHERS = ["ada", "bo", "cy"] as const;
export const CHAT = "chat";
const PAGE = 7;

/** A chat as the server has it, with what it would tell of it. */
export class Model {
  pts = 0;
  messages: Message[] = [];
  readonly events: ChatEvent[] = [];
  readonly hidden = new Set<string>();
  readPts = 0;
  name = "Hikers";
  isDown = false;
  /** How many times a message was accepted under each `clientId`. */
  readonly accepted = new Map<string, number>();
  /** Who reacted how, by message. */
  readonly #reactions = new Map<string, Map<string, Set<string>>>();
  readonly #tell: (event: ChatEvent) => void;
  readonly #pause: () => Promise<void>;
  #clock = 1_700_000_000_000;

  constructor(tell: (event: ChatEvent) => void, pause: () => Promise<void> = () => Promise.resolve()) {
    this.#tell = tell;
    this.#pause = pause;
  }

  #now() {
    this.#clock += 1000;
    return new Date(this.#clock).toISOString();
  }

  #record(event: ChatEvent) {
    this.events.push(event);
    this.#tell(structuredClone(event));
  }

  #change(id: string, change: Partial<Message>) {
    this.messages = this.messages.map((one) => (one.id === id ? { ...one, ...change } : one));
  }

  #seen(message: Message): Message {
    const counted = [...(this.#reactions.get(message.id) ?? [])].filter(([, users]) => users.size > 0);
    const reactions = counted.map(([emoji, users]) => ({ emoji, count: users.size, mine: users.has(ME) }));
    return structuredClone({ ...message, reactions });
  }

  #hiddenIds() {
    return this.messages.filter(({ id }) => this.hidden.has(id)).map(({ id }) => id);
  }

  visible() {
    return this.messages.filter(({ id }) => !this.hidden.has(id)).map((one) => this.#seen(one));
  }

  send(by: string, content: string, clientId = `${by}-${this.pts}`): Message {
    const earlier = this.messages.find((one) => one.senderId === by && one.clientId === clientId);
    if (earlier !== undefined) return this.#seen(earlier);
    this.accepted.set(clientId, (this.accepted.get(clientId) ?? 0) + 1);
    const at = this.#now();
    const message: Message = {
      id: `m${this.pts + 1}`,
      chatId: CHAT,
      pts: ++this.pts,
      clientId,
      senderId: by,
      type: "text",
      content,
      replyToId: null,
      forwardedFrom: null,
      poll: null,
      preview: null,
      expiresAt: null,
      files: [],
      mentions: content.includes("@me") ? [ME] : [],
      hashtags: [],
      reactions: [],
      isSilent: false,
      isEdited: false,
      isDeleted: false,
      isPinned: false,
      isEncrypted: false,
      createdAt: at,
      updatedAt: at,
    };
    this.messages.push(message);
    this.#record({ event: "message:new", chatId: CHAT, pts: this.pts, message });
    return this.#seen(message);
  }

  edit(message: Message, content: string) {
    if (message.isDeleted) return;
    this.#change(message.id, { content, isEdited: true, updatedAt: this.#now() });
    const told: Partial<Message> = { ...this.messages.find(({ id }) => id === message.id) };
    delete told.reactions;
    this.#record({ event: "message:edited", chatId: CHAT, pts: ++this.pts, message: told as Message });
  }

  remove(message: Message) {
    if (message.isDeleted) return;
    this.#reactions.delete(message.id);
    const empty = { content: "", mentions: [], isDeleted: true, updatedAt: this.#now() };
    this.#change(message.id, empty);
    this.#record({ event: "message:deleted", chatId: CHAT, pts: ++this.pts, messageId: message.id });
  }

  react(message: Message, userId: string, emoji: string) {
    if (message.isDeleted) return;
    const ofMessage = this.#reactions.get(message.id) ?? new Map<string, Set<string>>();
    this.#reactions.set(message.id, ofMessage);
    const users = ofMessage.get(emoji) ?? new Set();
    const on = !users.has(userId);
    if (on) users.add(userId);
    else users.delete(userId);
    ofMessage.set(emoji, users);
    const reactions = this.#seen(message).reactions.map(({ count, emoji: one }) => ({ emoji: one, count }));
    const pts = ++this.pts;
    this.#record({
      event: "message:reaction",
      chatId: CHAT,
      pts,
      messageId: message.id,
      emoji,
      userId,
      on,
      reactions,
    });
  }

  rename(name: string) {
    this.name = name;
    this.#record({ event: "chat:updated", chatId: CHAT, pts: ++this.pts });
  }

  hide(message: Message) {
    this.hidden.add(message.id);
  }

  /** What was there until now is gone, as when an account is erased. */
  erase(by: string) {
    this.messages = this.messages.filter(({ senderId }) => senderId !== by);
    this.#record({ event: "chat:rewritten", chatId: CHAT, pts: ++this.pts });
  }

  chat(): Chat {
    const isUnread = (one: Message) => one.pts > this.readPts && one.senderId !== ME && !one.isDeleted;
    const unread = this.visible().filter(isUnread);
    return {
      id: CHAT,
      type: "group",
      name: this.name,
      description: null,
      picture: null,
      draft: null,
      messageLifetime: null,
      isSaved: false,
      isSecret: false,
      peer: null,
      role: "member",
      memberCount: 4,
      pts: this.pts,
      readPts: this.readPts,
      hiddenCount: this.#hiddenIds().length,
      deliveredPts: 0,
      unread: unread.length,
      mentions: unread.filter(({ mentions }) => mentions.includes(ME)).length,
      lastMessage: this.visible().findLast(({ isDeleted }) => !isDeleted) ?? null,
      mutedUntil: null,
      isArchived: false,
      isPinned: false,
      createdAt: "2026-01-01T00:00:00Z",
    };
  }

  /** As it stands now; an event of a message that is gone or hidden is left out. */
  #told(event: ChatEvent): ChatEvent[] {
    if (event.event === "chat:updated" || event.event === "chat:rewritten" || event.event === "unknown")
      return [event];
    const id = "message" in event ? event.message.id : event.messageId;
    const message = this.visible().find((one) => one.id === id);
    if (message === undefined) return [];
    if (event.event === "message:reaction") return [{ ...event, reactions: message.reactions }];
    return ["message" in event ? { ...event, message } : event];
  }

  /** Looks at what it has at some moment between being asked and its answer being heard. */
  async #answer<Data>(look: () => Data): Promise<Data> {
    await this.#pause();
    const data = this.isDown ? null : { it: structuredClone(look()) };
    await this.#pause();
    if (data === null) throw new ApiError("offline", "The server could not be reached.");
    return data.it;
  }

  readonly server: Server = {
    chats: () => this.#answer(() => ({ items: [this.chat()], nextCursor: null })),
    chat: () => this.#answer(() => this.chat()),
    events: (_, after) =>
      this.#answer(() => {
        const all = this.events.filter(({ pts }) => pts > after);
        const page = all.slice(0, PAGE);
        const more = all.length > PAGE;
        const pts = more ? (page.at(-1)?.pts ?? after) : this.pts;
        return { events: page.flatMap((event) => this.#told(event)), pts, more };
      }),
    hidden: () => this.#answer(() => ({ items: this.#hiddenIds(), nextCursor: null })),
    history: (_, { before, after, around }) =>
      this.#answer(() => {
        const all = this.visible();
        const page = (items: Message[]) => ({
          items: items.toReversed(),
          nextCursor: items[0] === all[0] || items.length === 0 ? null : String(items[0]?.pts),
        });
        if (after !== undefined) {
          const items = all.filter(({ pts }) => pts > after).slice(0, PAGE);
          const isLast = items.length === 0 || items.at(-1) === all.at(-1);
          return { items: items.toReversed(), nextCursor: isLast ? null : String(items.at(-1)?.pts) };
        }
        if (around !== undefined) {
          const older = all.filter(({ pts }) => pts <= around).slice(-4);
          return page([...older, ...all.filter(({ pts }) => pts > around).slice(0, 3)]);
        }
        return page(all.filter(({ pts }) => pts < (before ?? Infinity)).slice(-PAGE));
      }),
    message: () => Promise.reject(new ApiError("not_found", "There is no such thing.", { status: 404 })),
    pins: () => Promise.resolve({ items: [], nextCursor: null }),
    members: () => this.#answer(() => ({ items: [], nextCursor: null })),
    people: () => this.#answer(() => []),
    send: ({ clientId, content }: NewMessage) => this.#answer(() => this.send(ME, content, clientId)),
    saveDraft: () => this.#answer(() => null),
    markRead: (_, upTo) =>
      this.#answer(() => {
        this.readPts = Math.max(this.readPts, Math.min(upTo, this.pts));
      }),
    markDelivered: () => this.#answer(() => null),
  };
}
