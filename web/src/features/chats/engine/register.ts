import { pauseBefore } from "@/lib/connection";
import { Keeper } from "./keeper";
import { inOrder } from "./row";
import type { Server } from "./server";
import type { Shelf } from "./store";
import type { Chat } from "./types";

export type ChatList = {
  /** Pinned ones first, then the liveliest; those that are archived among them. */
  chats: readonly Chat[];
  /** `kept`: what this device had; `fresh`: as the server has it. */
  state: "loading" | "kept" | "fresh";
};

export type RegisterTools = {
  me: string;
  server: Server;
  store: Shelf;
  /** Something of what is kept has changed. */
  changed: () => void;
  /** A chat is no longer one's own. */
  left: (chatId: string) => void;
  /** One has read more of a chat than the server knows. */
  readFurther: (chat: Chat) => void;
  /** So the server had a chat when it was asked for all of them at that moment, in milliseconds. */
  listed: (chat: Chat, asOf: number) => void;
};

/** Which chats one has, each with who keeps it. */
export class Register {
  readonly #tools: RegisterTools;
  readonly #keepers = new Map<string, Keeper>();
  readonly #answers = { count: 0 };
  readonly #asking = new Map<string, Promise<void>>();
  #list: ChatList = { chats: [], state: "loading" };
  #isOld = false;
  #state: ChatList["state"] = "loading";
  #beginning: Promise<void> | null = null;
  #renewing: Promise<void> | null = null;
  #again: ReturnType<typeof setTimeout> | undefined;
  #isAskedAgain = false;
  #tries = 0;
  #closed = false;

  constructor(tools: RegisterTools) {
    this.#tools = tools;
  }

  readonly list = (): ChatList => {
    if (this.#isOld) {
      const chats = inOrder([...this.#keepers.values()].map(({ chat }) => chat));
      this.#list = { chats, state: this.#state };
      this.#isOld = false;
    }
    return this.#list;
  };

  readonly get = (chatId: string): Keeper | undefined => this.#keepers.get(chatId);

  /** Takes up what this device has kept. */
  begin(): Promise<void> {
    this.#beginning ??= this.#takeUp();
    return this.#beginning;
  }

  async #takeUp() {
    const chats = await this.#tools.store.chats().catch(() => []);
    for (const chat of chats) if (!this.#keepers.has(chat.id)) this.#enter(chat);
    if (this.#state === "loading" && chats.length > 0) this.#state = "kept";
    this.#changed();
  }

  /** The chats as the server has them now, and what was missed in those that are open. */
  renew(): Promise<void> {
    clearTimeout(this.#again);
    // An answer that is on its way may be older than the reason to ask.
    this.#isAskedAgain = this.#renewing !== null;
    this.#renewing ??= this.#fetchAll()
      .then(
        () => {
          this.#tries = 0;
        },
        () => {
          // Where it was the network, the connection comes back too; this is for everything else.
          if (!this.#closed) this.#again = setTimeout(() => void this.renew(), pauseBefore(this.#tries++));
        },
      )
      .finally(() => {
        this.#renewing = null;
        if (this.#isAskedAgain && !this.#closed) void this.renew();
      });
    return this.#renewing;
  }

  async #fetchAll() {
    await this.begin();
    const gone = new Set(this.#keepers.keys());
    let cursor: string | null = null;
    do {
      const asOf = Date.now();
      const askedAt = this.#answers.count;
      const page: Awaited<ReturnType<Server["chats"]>> = await this.#tools.server.chats(cursor);
      if (this.#closed) return;
      for (const chat of page.items) {
        gone.delete(chat.id);
        this.take(chat, askedAt);
        this.#tools.listed(chat, asOf);
      }
      cursor = page.nextCursor;
    } while (cursor !== null);
    // One may have moved between the pages meanwhile.
    for (const chatId of gone) void this.#keepers.get(chatId)?.renew();
    this.#state = "fresh";
    this.#changed();
  }

  /** A chat as the server has told it; `askedAt` as of keepers. */
  take(chat: Chat, askedAt?: number) {
    const keeper = this.#keepers.get(chat.id);
    if (keeper === undefined) this.#enter(chat);
    else if (keeper.chat.pts <= chat.pts) keeper.take(chat, askedAt);
    // Overtaken on its way; but what has no number, such as a setting, is known only from an answer.
    else void keeper.renew();
    if (keeper !== undefined && keeper.chat.readPts > chat.readPts) this.#tools.readFurther(keeper.chat);
  }

  /** Asks for a chat; rejects where it is not known and does not exist for one. */
  find(chatId: string): Promise<void> {
    const keeper = this.#keepers.get(chatId);
    if (keeper !== undefined) {
      void keeper.renew();
      return Promise.resolve();
    }
    const askedAt = this.#answers.count;
    const asked =
      this.#asking.get(chatId) ??
      this.#tools.server
        .chat(chatId)
        .then((chat) => {
          this.take(chat, askedAt);
        })
        .finally(() => this.#asking.delete(chatId));
    this.#asking.set(chatId, asked);
    return asked;
  }

  leave(chatId: string) {
    this.#keepers.get(chatId)?.close();
    this.#keepers.delete(chatId);
    this.#tools.store.forget(chatId).catch(() => undefined);
    this.#tools.left(chatId);
    this.#changed();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#again);
    for (const keeper of this.#keepers.values()) keeper.close();
  }

  #enter(chat: Chat) {
    const { me, server, store } = this.#tools;
    const changed = (keeper: Keeper) => {
      store.putChats([keeper.chat]).catch(() => undefined);
      this.#changed();
    };
    const gone = (chatId: string) => {
      this.leave(chatId);
    };
    const keeper = new Keeper(chat, { me, server, store, answers: this.#answers, changed, gone });
    this.#keepers.set(chat.id, keeper);
    changed(keeper);
  }

  #changed() {
    this.#isOld = true;
    this.#tools.changed();
  }
}
