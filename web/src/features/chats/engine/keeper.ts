import { ApiError } from "@/lib/api";
import { pauseBefore } from "@/lib/connection";
import { Heard } from "./heard";
import { Hidden } from "./hidden";
import { applied, caughtUp, emptyLog, voted, type Log } from "./log";
import { Renewal } from "./renewal";
import { rowAfter, rowRead, rowTaken, type Told } from "./row";
import type { KeeperTools } from "./keeperTools";
import type { Chat, ChatEvent } from "./types";

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
  readonly #heard = new Heard();
  readonly #hidden = new Hidden();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #catching: Promise<void> | null = null;
  #loading: Promise<void> | undefined;
  readonly #renewal = new Renewal(() => this.#fetch().catch(this.#tellGone.bind(this)));
  #failures = 0;
  /** How many answers had been taken over when the last one about this chat was. */
  #takenAt = 0;
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

  /** Takes over what the server tells of the chat, asked for when so many answers had been taken over. */
  take(told: Chat, askedAt = this.#tools.answers.count) {
    if (this.#closed) return;
    const isOvertaken = askedAt < this.#takenAt;
    this.#takenAt = ++this.#tools.answers.count;
    this.#row(rowTaken(this.chat, told));
    // One has come meanwhile, and nobody can tell which is the newer.
    if (isOvertaken) void this.renew();
    void this.#renewHidden();
    if (this.log !== null && told.pts > this.log.pts) void this.catchUp();
    else this.#drain();
  }

  /** Asks the server for the chat itself, until there is an answer that is as new as what is known. */
  readonly renew = () => this.#renewal.run();

  async #fetch(): Promise<boolean> {
    const askedAt = this.#tools.answers.count;
    const told = await this.#tools.server.chat(this.id);
    const isNew = told.pts >= this.chat.pts;
    this.take(told, askedAt);
    return isNew;
  }

  /** Whether it is no longer one's own; then that is told. */
  #tellGone(error: unknown): boolean {
    const isGone = error instanceof ApiError && error.status === 404;
    if (isGone) this.#tools.gone(this.id);
    return isGone;
  }

  async #renewHidden() {
    if (this.log === null || !(await this.#hidden.renew(this.#tools.server, this.chat))) return;
    if (!this.#closed) this.#become(this.log);
  }

  /** Takes up what this device holds of the messages; from then on they are kept. */
  readonly open = (): Promise<void> => (this.#loading ??= this.#load());

  async #load() {
    const kept = await this.#tools.store.log(this.id).catch(() => null);
    if (this.#closed || this.log !== null) return;
    this.log = kept !== null && this.chat.pts - kept.pts < MOST_MISSED ? kept : emptyLog(this.chat.pts);
    this.#tools.changed(this);
    void this.#renewHidden();
    if (this.log.pts > this.chat.pts) void this.renew();
    if (this.log.pts >= this.chat.pts) return;
    await this.#catching; // that was asked for the row alone
    await this.catchUp();
  }

  /** Fetches what has happened since. One answer serves all who ask. */
  catchUp(): Promise<void> {
    this.#stopWaiting();
    this.#catching ??= this.#fetchMissing()
      .then(
        () => void (this.#failures = 0),
        (error: unknown) => {
          this.#failures += 1;
          this.#tellGone(error);
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
      await this.#fetch();
      return;
    }
    const from = this.log.pts;
    for (let more = true; more;) {
      const answer = await this.#tools.server.events(this.id, this.log.pts);
      if (this.#closed) return;
      const rewritten = answer.events.findLast(({ event }) => event === "chat:rewritten");
      if (rewritten !== undefined) this.#begin(rewritten.pts);
      const missed = answer.events.filter(({ pts }) => pts > this.pts); // what the others tell of may be gone
      this.#heard.add(...missed);
      this.#become(caughtUp(this.log, missed, answer.pts, this.#tools.me));
      if (rewritten !== undefined) void this.#renewHidden();
      more = answer.more;
      if (more && this.log.pts - from >= MOST_MISSED) {
        await this.#fetch();
        this.#begin(this.chat.pts);
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
    await this.#heard.during(call, (answer, since) => {
      if (this.log !== null && epoch === this.epoch && !this.#closed)
        this.#become(take(this.log, answer, since));
    });
  }

  close() {
    this.#closed = true;
    this.#renewal.end();
    this.#stopWaiting();
  }

  #drain() {
    for (const [pts, event] of [...this.#early].sort(([one], [other]) => one - other)) {
      if (pts > this.pts + 1) break;
      this.#early.delete(pts);
      if (pts === this.pts + 1) this.#apply(event);
    }
    if (this.#early.size > 0) this.#wait();
    else if (this.pts >= this.chat.pts) this.#stopWaiting();
  }

  #apply(event: ChatEvent) {
    const { me } = this.#tools;
    this.#heard.add(event);
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

  #stopWaiting() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #begin(pts: number) {
    this.epoch += 1;
    this.#hidden.doubt();
    for (const early of this.#early.keys()) if (early <= pts) this.#early.delete(early);
    if (this.log !== null) this.#become(emptyLog(Math.max(pts, this.log.pts)));
  }

  #become(next: Log) {
    const before = this.log;
    const log = this.#hidden.without(next);
    if (log === before) return;
    this.log = log;
    if (before !== null) this.#tools.store.keep(this.id, before, log).catch(() => undefined);
    this.#tools.changed(this);
  }

  #row(chat: Chat) {
    if (chat === this.chat) return;
    this.chat = chat;
    this.#tools.changed(this);
  }
}
