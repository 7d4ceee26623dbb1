import { Drafts } from "./drafts";
import type { Mark } from "./marks";
import { Memberships } from "./memberships";
import { Outbox, type OutboxTools } from "./outbox";
import { Register } from "./register";
import { Reporter } from "./reporter";
import { Room } from "./room";
import type { Server } from "./server";
import type { Shelf } from "./store";
import { Strangers } from "./strangers";
import { Typing } from "./typing";
import { eventOf, type Chat, type Message } from "./types";

export type ChatsTools = {
  me: string;
  server: Server;
  store: Shelf;
  outbox: Pick<OutboxTools, "upload" | "lead" | "tellOthers">;
};

/** All chats of one person on this device. It knows no screen: screens subscribe to it. */
export class Chats {
  readonly me: string;
  readonly server: Server;
  readonly outbox: Outbox;
  readonly typing: Typing;
  readonly drafts: Drafts;
  readonly members: Memberships;
  readonly strangers: Strangers;
  readonly #store: Shelf;
  readonly #register: Register;
  readonly #reporter: Reporter;
  readonly #rooms = new Map<string, Room>();
  readonly #listeners = new Set<() => void>();
  #drafted: Promise<void> | null = null;

  constructor({ me, server, store, outbox }: ChatsTools) {
    this.me = me;
    this.server = server;
    this.#store = store;
    this.typing = new Typing(this.#tell);
    this.drafts = new Drafts({ server, store, changed: this.#tell });
    this.members = new Memberships(server, this.#tell);
    this.strangers = new Strangers(server, this.#tell);
    // What is unread beyond one's mark, the server counts once it has the mark.
    const isRead = (chatId: string) => {
      if ((this.chat(chatId)?.unread ?? 0) > 0) this.#renewChat(chatId);
    };
    this.#reporter = new Reporter(server, isRead);
    const left = (chatId: string) => {
      this.#rooms.delete(chatId);
      this.members.forget(chatId);
      this.strangers.forget(chatId);
      this.drafts.forget(chatId);
    };
    // A mark that was made before the page was closed may not have been told.
    const readFurther = (chat: Chat) => {
      this.#reporter.read(chat.id, chat.readPts);
    };
    const listed = ({ id, draft }: Chat, asOf: number) => {
      this.drafts.hear(id, draft, asOf);
    };
    this.#register = new Register({ me, server, store, changed: this.#tell, left, readFurther, listed });
    const sent = (message: Message) => this.#sent(message);
    this.outbox = new Outbox({ ...outbox, store, sent, send: (message) => server.send(message) });
    this.outbox.subscribe(this.#tell);
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly list = () => this.#register.list();
  readonly chat = (chatId: string): Chat | undefined => this.#register.get(chatId)?.chat;

  /** Takes up what this device has kept, then what the server has. */
  async begin() {
    await this.#renew();
  }

  /** Before any chat is there, so that one that is opened has what was being written in it. */
  #takeUpDrafts(): Promise<void> {
    this.#drafted ??= this.drafts.begin().catch(() => undefined);
    return this.#drafted;
  }

  async #renew() {
    await this.#takeUpDrafts();
    await this.#register.renew();
    this.members.renew();
    this.strangers.renew();
    for (const chat of this.list().chats) this.#reporter.received(chat, this.me);
  }

  /** The connection is there: what was missed is fetched, and what waits is sent. */
  online() {
    this.outbox.hurry();
    this.#reporter.hurry();
    void this.#renew();
  }

  /** A chat as the server has told it. */
  take(chat: Chat) {
    this.#register.take(chat);
  }

  /** Asks for a chat; rejects where it does not exist for one. */
  async find(chatId: string): Promise<void> {
    await this.#takeUpDrafts();
    await this.#register.find(chatId);
  }

  /** A chat that somebody looks at; null where this device does not know it. */
  room(chatId: string): Room | null {
    const keeper = this.#register.get(chatId);
    if (keeper === undefined) return null;
    const room = this.#rooms.get(chatId) ?? new Room(keeper, this.server, this.me, this.#tell);
    this.#rooms.set(chatId, room);
    return room;
  }

  /** The files that go with what one has begun to write in a chat; none where storage is blocked. */
  attached(chatId: string): Promise<readonly File[]> {
    return this.#store.attached(chatId).catch(() => []);
  }

  /** Keeps them, instead of those before; resolves once a reload would not lose them. */
  async attach(chatId: string, files: readonly File[]) {
    await this.#store.putAttached(chatId, files).catch(() => undefined);
  }

  /** Everything up to a number has been seen. */
  read(chatId: string, upTo: number) {
    const keeper = this.#register.get(chatId);
    if (keeper === undefined || upTo <= keeper.chat.readPts) return;
    keeper.read(upTo);
    this.#reporter.read(chatId, upTo);
  }

  close() {
    this.outbox.close();
    this.drafts.close();
    this.typing.close();
    this.#reporter.close();
    this.#register.close();
    this.#store.close();
  }

  /** Takes in whatever the server tells of chats. */
  hear(event: string, data: unknown) {
    const told = data as Mark & {
      messageId: string;
      pts: number;
      typing: boolean;
      options: number[];
      draft: Chat["draft"];
    };
    const { chatId, userId } = told;
    switch (event) {
      case "sync:top":
        for (const [id, pts] of Object.entries((data as { chats: Record<string, number> }).chats))
          this.#hint(id, pts);
        return;
      case "chat:new":
      case "chat:settings":
        this.#renewChat(chatId);
        return;
      case "chat:removed":
        this.#register.leave(chatId);
        return;
      case "chat:draft":
        this.drafts.hear(chatId, told.draft);
        return;
      case "message:hidden":
        this.#register.get(chatId)?.hide(told.messageId);
        return;
      case "message:voted":
        this.#register.get(chatId)?.vote(told.messageId, told.options);
        return;
      case "message:read":
        if (userId === this.me && this.#register.get(chatId)?.read(told.upTo).isUnsure === true)
          this.#renewChat(chatId);
        this.members.mark(told, "readPts");
        return;
      case "message:delivered":
        this.members.mark(told, "deliveredPts");
        return;
      case "typing:user":
        if (userId !== this.me) this.typing.hear(chatId, userId, told.typing);
        return;
      default:
        // Events of other features have numbers of no chat.
        if (/^(message|chat):/.test(event) && typeof told.pts === "number")
          this.#hearNumbered(event, chatId, data);
    }
  }

  #hearNumbered(event: string, chatId: string, data: unknown) {
    const keeper = this.#register.get(chatId);
    if (keeper === undefined) {
      this.#renewChat(chatId);
      return;
    }
    const told = eventOf(event, data);
    if (told.event === "message:new" && told.message.senderId !== this.me)
      this.typing.hear(chatId, told.message.senderId, false);
    keeper.hear(told);
    if (told.event === "chat:updated") this.members.renew(chatId);
    this.#reporter.received(keeper.chat, this.me);
  }

  #hint(chatId: string, pts: number) {
    const keeper = this.#register.get(chatId);
    if (keeper === undefined) this.#renewChat(chatId);
    else keeper.hint(pts);
  }

  #renewChat(chatId: string) {
    // One that is not there any more is of no interest.
    this.find(chatId).catch(() => undefined);
  }

  /** Sent and acknowledged: it stands in its chat before it leaves the outbox, unless it is to go out later. */
  async #sent(message: Message) {
    if (message.sendAt !== undefined) return;
    const keeper = this.#register.get(message.chatId);
    if (keeper === undefined) return;
    keeper.hear({ event: "message:new", chatId: message.chatId, pts: message.pts, message });
    if (keeper.pts < message.pts) await keeper.catchUp();
  }

  readonly #tell = () => {
    for (const listener of this.#listeners) listener();
  };
}
