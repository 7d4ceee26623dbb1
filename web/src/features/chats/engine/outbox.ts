import { ApiError } from "@/lib/api";
import { pauseBefore } from "@/lib/connection";
import { newLetter, type Letter, type Problem, type Wish } from "./letter";
import type { Draft, Store } from "./store";
import type { Message, NewMessage } from "./types";

export type OutboxTools = {
  store: Pick<Store, "letters" | "putLetter" | "changeLetter" | "removeLetter">;
  send: (message: NewMessage) => Promise<Message>;
  /** Brings a file of a letter to the server; resolves to the file's id, rejects with a `Problem` that stays one. */
  upload: (letter: Letter, index: number) => Promise<string>;
  /** What was sent stands in its chat once this resolves. */
  sent: (message: Message) => Promise<void>;
  /** Calls back when this tab is the one that sends, and holds on to that until the signal ends it. */
  lead: (begin: () => void, signal: AbortSignal) => void;
  /** Tells the other tabs that what waits has changed. */
  tellOthers: () => void;
};

/** So long a refusal is only a delay: no answer, too much at once, a server that restarts, a session that is renewed. */
function mayPass(error: unknown): boolean {
  if (isProblem(error) && !(error instanceof ApiError)) return false;
  if (!(error instanceof ApiError)) return true;
  return error.status === 0 || error.status >= 500 || [401, 408, 429].includes(error.status);
}

const isProblem = (error: unknown): error is Problem =>
  typeof error === "object" && error !== null && "code" in error && "message" in error;

const problemOf = (error: unknown): Problem =>
  isProblem(error)
    ? { code: error.code, message: error.message }
    : { code: "unavailable", message: String(error) };

/** What one has written and not yet sent, across reloads. It goes out in its order, chat by chat, from one tab alone. */
export class Outbox {
  #letters: readonly Letter[] = [];
  /** Written here and not yet on the disk. */
  readonly #unsaved = new Map<string, Letter>();
  readonly #busy = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #ending = new AbortController();
  readonly #tools: OutboxTools;
  #leads = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tools: OutboxTools) {
    this.#tools = tools;
    tools.lead(() => {
      this.#leads = true;
      void this.refresh();
    }, this.#ending.signal);
    void this.refresh();
  }

  readonly letters = () => this.#letters;

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /**
   * Writes a message, to be sent as soon as may be; `draft` is what is left of the one that it was. Resolves once a reload
   * would not lose it.
   */
  async add(chatId: string, wish: Wish, draft: Draft | null = null): Promise<Letter> {
    const letter = newLetter(chatId, wish);
    this.#unsaved.set(letter.clientId, letter);
    this.#become([...this.#letters, letter]);
    // Where storage is blocked it is sent from memory.
    await this.#tools.store.putLetter(letter, draft).catch(() => undefined);
    this.#unsaved.delete(letter.clientId);
    this.#tools.tellOthers();
    this.#pump();
    return letter;
  }

  /** Asks again for what was refused; its files are brought anew. */
  async retry(clientId: string) {
    const letter = this.#letters.find((one) => one.clientId === clientId);
    if (letter === undefined) return;
    const enclosures = letter.enclosures.map((one) => ({ ...one, fileId: null }));
    // Its time may have come meanwhile: then it goes at once.
    const isLate = letter.sendAt != null && Date.parse(letter.sendAt) <= Date.now();
    await this.#change(clientId, { problem: null, enclosures, ...(isLate && { sendAt: null }) });
    this.hurry();
  }

  /** The person does not want it sent. */
  async remove(clientId: string) {
    this.#become(this.#letters.filter((one) => one.clientId !== clientId));
    await this.#tools.store.removeLetter(clientId).catch(() => undefined);
    this.#tools.tellOthers();
  }

  /** There is no sense in waiting any longer: the network may be back. */
  hurry() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pump();
  }

  /** Takes over what another tab has changed. */
  async refresh(): Promise<void> {
    const before = this.#letters;
    const saved = await this.#tools.store.letters().catch(() => this.#letters);
    if (this.#ending.signal.aborted) return;
    // What was read may be older than what has changed here meanwhile.
    if (this.#letters !== before) return this.refresh();
    const isSaved = new Set(saved.map(({ clientId }) => clientId));
    const unsaved = [...this.#unsaved.values()].filter(({ clientId }) => !isSaved.has(clientId));
    this.#become([...saved, ...unsaved]);
    this.#pump();
  }

  close() {
    this.#ending.abort();
    clearTimeout(this.#timer);
  }

  #pump() {
    if (!this.#leads || this.#ending.signal.aborted || this.#timer !== undefined) return;
    const seen = new Set<string>();
    for (const letter of this.#letters) {
      if (letter.problem !== null || seen.has(letter.chatId)) continue;
      seen.add(letter.chatId);
      if (this.#busy.has(letter.chatId)) continue;
      this.#busy.add(letter.chatId);
      void this.#send(letter).finally(() => {
        this.#busy.delete(letter.chatId);
        this.#pump();
      });
    }
  }

  async #send(letter: Letter) {
    const { clientId } = letter;
    try {
      const message = await this.#tools.send(await this.#parcel(letter));
      this.#tries = 0;
      await this.#tools.store.removeLetter(clientId).catch(() => undefined);
      await this.#tools.sent(message);
      this.#become(this.#letters.filter((one) => one.clientId !== clientId));
      this.#tools.tellOthers();
    } catch (error) {
      if (this.#ending.signal.aborted) return;
      if (mayPass(error)) this.#pause(error instanceof ApiError ? (error.retryAfter ?? 0) : 0);
      else await this.#change(clientId, { problem: problemOf(error) });
    }
  }

  async #parcel(letter: Letter): Promise<NewMessage> {
    const {
      chatId,
      clientId,
      content,
      replyToId,
      forwardOfId,
      poll = null,
      isSilent,
      noPreview = false,
      sendAt = null,
    } = letter;
    const fileIds: string[] = [];
    const enclosures = [...letter.enclosures];
    for (const [index, enclosure] of enclosures.entries()) {
      const fileId = enclosure.fileId ?? (await this.#tools.upload(letter, index));
      fileIds.push(fileId);
      if (enclosure.fileId !== null) continue;
      // The same again is the same message only with the same files.
      enclosures[index] = { ...enclosure, fileId };
      await this.#change(letter.clientId, { enclosures: [...enclosures] });
    }
    return { chatId, clientId, content, replyToId, forwardOfId, poll, isSilent, noPreview, sendAt, fileIds };
  }

  async #change(clientId: string, part: Partial<Letter>) {
    this.#become(this.#letters.map((one) => (one.clientId === clientId ? { ...one, ...part } : one)));
    await this.#tools.store.changeLetter(clientId, part).catch(() => undefined);
    this.#tools.tellOthers();
  }

  #pause(atLeastSeconds: number) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.hurry();
      },
      Math.max(atLeastSeconds * 1000, pauseBefore(this.#tries++)),
    );
  }

  #become(letters: readonly Letter[]) {
    this.#letters = letters;
    for (const listener of this.#listeners) listener();
  }
}
