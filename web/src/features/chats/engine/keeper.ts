import { ApiError } from "@/lib/api";
import { pauseBefore } from "@/lib/connection";
import { applied, caughtUp, emptyLog, voted, type Log } from "./log";
import { Renewal } from "./renewal";
import { rowAfter, rowRead, rowTaken, type Told } from "./row";
import type { KeeperTools } from "./keeperTools";
import type { Chat, ChatEvent, Message } from "./types";

/** So long what is missing may still come by itself. */
const GRACE = 500;
/** Whoever is further behind begins anew with the newest page. */
const MOST_MISSED = 1000;

/**
 * Keeps one chat as the server has it: the row of the list always, and once somebody has opened it the messages too.
 * What is told in order is applied; what is told twice is dropped; where something is missing it is asked for.
 */
export class Keeper {
  readonly id: string;
  chat: Chat;
  log: Log | null = null;
  /** Rises when all that was held has been dropped: what was asked for before is of no use. */
  epoch = 0;
  readonly #tools: KeeperTools;
  readonly #early = new Map<number, ChatEvent>();
  /** What was heard while a page was asked for: an answer may be older than it. */
  #heard: ChatEvent[] = [];
  #asking = 0;
  /** What one no longer sees: that has no number, and may be told before the message. */
  readonly #hidden = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #catching: Promise<void> | null = null;
  #loading: Promise<void> | null = null;
  readonly #renewal = new Renewal(() => this.#ask());
  /** How often in vain what is missing was asked for. */
  #failures = 0;
  #closed = false;

  constructor(chat: Chat, tools: KeeperTools) {
    this.id = chat.id;
    this.chat = chat;
    this.#tools = tools;
  }

  /** Up to which change this device has come. */
  get pts() {
    return this.log?.pts ?? this.chat.pts;
  }

  hear(event: ChatEvent) {
    if (event.pts <= this.pts || this.#closed) return;
    if (event.event === "chat:rewritten") {
      this.#begin(event.pts);
      void this.renew();
      return;
    }
    this.#early.set(event.pts, event);
    if (this.#catching === null) this.#drain();
  }

  hide(messageId: string) {
    this.#hidden.add(messageId);
    if (this.log !== null) this.#become(this.log);
    if (this.chat.lastMessage?.id === messageId || this.chat.unread > 0) void this.renew();
  }

  /** What one has chosen in a poll; that has no number. */
  vote(messageId: string, options: readonly number[]) {
    if (this.log !== null) this.#become(voted(this.log, messageId, options));
  }

  /** Somebody says that the chat has come so far. */
  hint(pts: number) {
    if (pts > this.pts && this.#catching === null) this.#wait();
  }

  /** One's own mark: everything up to there is read. */
  read(upTo: number): Told {
    const told = rowRead(this.chat, upTo, this.log, this.#tools.me);
    this.#row(told.chat);
    return told;
  }

  /** Takes over what the server tells of the chat; more than is known of its messages is fetched. */
  take(told: Chat) {
    if (this.#closed) return;
    this.#row(rowTaken(this.chat, told));
    if (this.log !== null && told.pts > this.log.pts) void this.catchUp();
    else this.#drain();
  }

  /** Asks the server for the chat itself, until there is an answer that is as new as what is known. */
  readonly renew = () => this.#renewal.run();

  async #ask(): Promise<boolean> {
    try {
      const told = await this.#tools.server.chat(this.id);
      const isNew = told.pts >= this.chat.pts;
      this.take(told);
      return isNew;
    } catch (error) {
      const isGone = error instanceof ApiError && error.status === 404;
      if (isGone) this.#tools.gone(this.id);
      return isGone;
    }
  }

  /** Takes up what this device holds of the messages; from then on they are kept. */
  open(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load() {
    const kept = await this.#tools.store.log(this.id).catch(() => null);
    if (this.#closed || this.log !== null) return;
    this.log = kept !== null && this.chat.pts - kept.pts < MOST_MISSED ? kept : emptyLog(this.chat.pts);
    this.#tools.changed(this);
    if (this.log.pts > this.chat.pts) void this.renew();
    if (this.log.pts >= this.chat.pts) return;
    // What is asked for at this moment was asked for the row alone.
    await this.#catching;
    await this.catchUp();
  }

  /** Fetches what has happened since. One answer serves all who ask. */
  catchUp(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#catching ??= this.#fetchMissing()
      .then(
        () => void (this.#failures = 0),
        (error: unknown) => {
          this.#failures += 1;
          if (error instanceof ApiError && error.status === 404) this.#tools.gone(this.id);
        },
      )
      .finally(() => {
        this.#catching = null;
        this.#drain();
        if (this.pts < this.chat.pts) this.#wait();
      });
    return this.#catching;
  }

  async #fetchMissing() {
    if (this.log === null) {
      this.take(await this.#tools.server.chat(this.id));
      return;
    }
    const from = this.log.pts;
    for (let more = true; more;) {
      const answer = await this.#tools.server.events(this.id, this.log.pts);
      if (this.#closed) return;
      if (this.#asking > 0) this.#heard.push(...answer.events);
      const rewritten = answer.events.findLast(({ event }) => event === "chat:rewritten");
      if (rewritten !== undefined) this.#begin(rewritten.pts);
      this.#become(caughtUp(this.log, answer.events, answer.pts, this.#tools.me));
      more = answer.more;
      if (more && this.log.pts - from >= MOST_MISSED) {
        const chat = await this.#tools.server.chat(this.id);
        this.#begin(chat.pts);
        this.#row(rowTaken(this.chat, chat));
        return;
      }
    }
    // What it comes to for the row, only the server knows.
    if (this.log.pts > this.chat.pts) void this.renew();
  }

  /** Asks for a part of the history, and takes it over with what was heard meanwhile; unless all was dropped since. */
  async ask<Answer>(
    call: () => Promise<Answer>,
    take: (log: Log, answer: Answer, since: readonly ChatEvent[]) => Log,
  ) {
    await this.open();
    const { epoch } = this;
    const heard = this.#heard;
    const since = heard.length;
    this.#asking += 1;
    try {
      const answer = await call();
      if (this.log !== null && epoch === this.epoch && !this.#closed)
        this.#become(take(this.log, answer, heard.slice(since)));
    } finally {
      this.#asking -= 1;
      // Others who ask go on counting in theirs.
      if (this.#asking === 0) this.#heard = [];
    }
  }

  close() {
    this.#closed = true;
    this.#renewal.end();
    clearTimeout(this.#timer);
  }

  #drain() {
    for (const [pts, event] of [...this.#early].sort(([one], [other]) => one - other)) {
      if (pts > this.pts + 1) break;
      this.#early.delete(pts);
      if (pts === this.pts + 1) this.#apply(event);
    }
    if (this.#early.size > 0) this.#wait();
    else if (this.pts >= this.chat.pts) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }

  #apply(event: ChatEvent) {
    const { me } = this.#tools;
    if (this.#asking > 0) this.#heard.push(event);
    const told = event.pts === this.chat.pts + 1 ? rowAfter(this.chat, event, me) : null;
    if (told !== null) this.#row(told.chat);
    if (this.log !== null) this.#become(applied(this.log, event, me));
    if (told?.isUnsure === true || event.pts > this.chat.pts) void this.renew();
  }

  #wait() {
    if (this.#closed) return;
    const pause = this.#failures === 0 ? GRACE : pauseBefore(this.#failures);
    this.#timer ??= setTimeout(() => void this.catchUp(), pause);
  }

  #begin(pts: number) {
    this.epoch += 1;
    for (const early of this.#early.keys()) if (early <= pts) this.#early.delete(early);
    if (this.log !== null) this.#become(emptyLog(Math.max(pts, this.log.pts)));
  }

  #become(next: Log) {
    const before = this.log;
    const isSeen = ({ id }: Message) => !this.#hidden.has(id);
    const log = next.messages.every(isSeen) ? next : { ...next, messages: next.messages.filter(isSeen) };
    if (log === before) return;
    this.log = log;
    if (before !== null) this.#tools.store.keep(this.id, before, log).catch(() => undefined);
    this.#tools.changed(this);
  }

  #row(chat: Chat) {
    const isNew = chat !== this.chat;
    this.chat = chat;
    if (isNew) this.#tools.changed(this);
  }
}
