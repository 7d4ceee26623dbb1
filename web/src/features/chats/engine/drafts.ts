import { ApiError } from "@/lib/api";
import type { Server } from "./server";
import { isGone, type Draft, type Store } from "./store";
import type { Chat } from "./types";

/** What is typed is told once nobody has typed for so long. */
const PAUSE = 1_000;
/** Whoever has typed lately is typing: nothing takes the place of their words. */
const TYPING = 5_000;
/** So long after a message what comes back with its words is the draft that it was, overtaken on its way. */
const OVERTAKEN = 60_000;

export type DraftTools = {
  server: Pick<Server, "saveDraft">;
  store: Pick<Store, "drafts" | "putDraft">;
  changed: () => void;
};

type Words = Pick<Draft, "content" | "replyToId">;

const isEmpty = ({ content, replyToId }: Words) => content === "" && replyToId === null;

/** The server keeps no reply without words. */
const isSame = (own: Words, told: Words | null) =>
  told === null
    ? own.content === ""
    : own.content === told.content && (own.content === "" || own.replyToId === told.replyToId);

const sentLately = ({ sent = [] }: Partial<Draft>, now = Date.now()) =>
  sent.filter(({ at }) => now - at < OVERTAKEN);

/** What somebody has begun to write, by chat: on this device at once, and on all of theirs after a pause. */
export class Drafts {
  readonly #tools: DraftTools;
  /** Also what was cleared here, until the server has heard of it. */
  readonly #byChat = new Map<string, Draft>();
  readonly #typedAt = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #heard = new Map<string, number>();
  /** What is left of those whose message is about to be kept. */
  readonly #leaving = new Map<string, Draft>();
  /** Of which chats the server is being told: it hears one thing after the other. */
  readonly #telling = new Set<string>();

  constructor(tools: DraftTools) {
    this.#tools = tools;
  }

  readonly of = (chatId: string): Draft | undefined => {
    const draft = this.#byChat.get(chatId);
    return draft === undefined || isEmpty(draft) ? undefined : draft;
  };

  /** Rises when what stands there now was written on another device. */
  readonly heard = (chatId: string): number => this.#heard.get(chatId) ?? 0;

  async begin() {
    for (const draft of await this.#tools.store.drafts())
      if (!this.#byChat.has(draft.chatId))
        this.#byChat.set(draft.chatId, { ...draft, sent: sentLately(draft) });
  }

  /** What is written here. */
  put({ chatId, ...words }: Words & { chatId: string }, now = Date.now()) {
    this.#keep(this.#written(chatId, words, now));
    this.#typedAt.set(chatId, isEmpty(words) ? -Infinity : now);
    this.#soon(chatId, isEmpty(words) ? 0 : PAUSE);
  }

  /** What is left of one that is being sent: it is kept together with the message. Nobody is told of it any more. */
  sending(chatId: string, now = Date.now()): Draft {
    clearTimeout(this.#timers.get(chatId));
    this.#timers.delete(chatId);
    const left = this.#written(chatId, { content: "", replyToId: null }, now);
    const content = this.of(chatId)?.content ?? "";
    if (content !== "") left.sent = [...left.sent, { content, at: now }];
    this.#leaving.set(chatId, left);
    return left;
  }

  /** The message is kept; what has been typed since stays. */
  sent(left: Draft) {
    const { chatId, at } = left;
    if ((this.#byChat.get(chatId)?.at ?? 0) <= at) this.put({ chatId, content: "", replyToId: null });
    if (this.#leaving.get(chatId) === left) this.#leaving.delete(chatId);
  }

  /** Tells now what was to be told after a pause: one leaves the chat, or the page. */
  flush(chatId: string) {
    this.#typedAt.delete(chatId);
    if (this.#timers.has(chatId)) this.#soon(chatId, 0);
  }

  flushAll() {
    for (const chatId of this.#timers.keys()) this.flush(chatId);
  }

  /** What the server had at a moment. The newer of two drafts stays, but none takes the place of what is being typed. */
  hear(chatId: string, told: Chat["draft"], asOf = Date.now()) {
    const own = this.#byChat.get(chatId);
    if ((own === undefined && told === null) || this.#leaving.has(chatId)) return;
    if (own !== undefined && isSame(own, told)) {
      this.#told(chatId, own);
      return;
    }
    if (own !== undefined && sentLately(own).some(({ content }) => content === told?.content)) {
      this.#again({ ...own, there: told?.content ?? null });
      return;
    }
    const isTyping = Date.now() - (this.#typedAt.get(chatId) ?? -Infinity) < TYPING;
    if (own !== undefined && (isTyping || this.#timers.has(chatId) || own.at > asOf)) {
      if (isTyping) this.#again(own);
      return;
    }
    const isOlder =
      // It may have arrived there after what followed it was written here.
      told === null || told.content === own?.there || (own?.at ?? 0) > Date.parse(told.updatedAt);
    if (own?.isTold === false && isOlder) {
      this.#soon(chatId, 0);
      return;
    }
    const { content = "", replyToId = null } = told ?? {};
    const there = told === null ? null : content;
    this.#keep({ chatId, content, replyToId, at: asOf, isTold: true, there, sent: own?.sent ?? [] });
    this.#heard.set(chatId, this.heard(chatId) + 1);
    this.#tools.changed();
  }

  forget(chatId: string) {
    clearTimeout(this.#timers.get(chatId));
    this.#timers.delete(chatId);
    this.#byChat.delete(chatId);
  }

  close() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }

  #written(chatId: string, words: Words, now: number): Draft {
    const own = this.#leaving.get(chatId) ?? this.#byChat.get(chatId) ?? {};
    const { there = null }: Partial<Draft> = own;
    // What was sent before anybody was told of it needs no telling.
    return {
      chatId,
      ...words,
      at: now,
      isTold: isEmpty(words) && there === null,
      there,
      sent: sentLately(own),
    };
  }

  /** Another device has another one: this one is told again, and is the newer. */
  #again(own: Draft) {
    this.#keep({ ...own, isTold: false });
    if (!this.#timers.has(own.chatId)) this.#soon(own.chatId, PAUSE);
  }

  #told(chatId: string, own: Draft) {
    if (own.isTold || this.#leaving.has(chatId) || this.#byChat.get(chatId) !== own) return;
    this.#keep({ ...own, isTold: true, there: own.content === "" ? null : own.content });
  }

  #keep(draft: Draft) {
    if (isGone(draft)) this.#byChat.delete(draft.chatId);
    else this.#byChat.set(draft.chatId, draft);
    this.#tools.store.putDraft(draft).catch(() => undefined);
    this.#tools.changed();
  }

  #soon(chatId: string, pause: number) {
    clearTimeout(this.#timers.get(chatId));
    this.#timers.delete(chatId);
    const tell = () => {
      this.#timers.delete(chatId);
      void this.#tell(chatId);
    };
    // At once: the page may be about to go.
    if (pause === 0) tell();
    else this.#timers.set(chatId, setTimeout(tell, pause));
  }

  async #tell(chatId: string) {
    const kept = this.#byChat.get(chatId);
    if (kept === undefined || kept.isTold || this.#telling.has(chatId)) return;
    const own = { ...kept, there: kept.content === "" ? kept.there : kept.content };
    this.#keep(own);
    this.#telling.add(chatId);
    try {
      await this.#tools.server.saveDraft(chatId, own.content, own.content === "" ? null : own.replyToId);
    } catch (error) {
      // What may pass is told when the connection is back; what is refused stays here alone.
      if (!(error instanceof ApiError) || ![400, 404].includes(error.status)) return;
    } finally {
      this.#telling.delete(chatId);
    }
    this.#told(chatId, own);
    // What was written meanwhile has waited for this.
    if (!this.#timers.has(chatId) && !this.#leaving.has(chatId)) void this.#tell(chatId);
  }
}
