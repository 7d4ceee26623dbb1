import { Dexie, type Table } from "dexie";
import { emptyLog, type Log } from "./log";
import type { Letter } from "./letter";
import { stretchAt, type Stretch } from "./stretches";
import type { Chat, Message } from "./types";

/** What somebody has begun to write. */
export type Draft = {
  chatId: string;
  content: string;
  replyToId: string | null;
  /** When it was written, in milliseconds. */
  at: number;
  /** Whether the server has it so. */
  isTold: boolean;
  /** The words that the server has, or is about to have, by this device's hand or as it was heard; null: it has none. */
  there: string | null;
  /** The words of what was sent from here lately, and when. */
  sent: readonly { content: string; at: number }[];
};

/** Nothing of it needs to be known any more. */
export const isGone = ({ content, replyToId, isTold, sent }: Draft) =>
  content === "" && replyToId === null && isTold && sent.length === 0;

/** The files that go with what somebody has begun to write. */
type Attached = { chatId: string; files: readonly File[] };

type Head = { chatId: string; pts: number; stretches: readonly Stretch[] };

/** So many messages of each chat are taken up again; older ones are fetched when somebody goes there. */
const MOST_KEPT = 1000;

/** Where what is kept is kept. */
export type Shelf = Pick<Store, keyof Store>;

/** What one person's device keeps of their chats. */
export class Store {
  readonly #database: Dexie;
  readonly #chats: Table<Chat, string>;
  readonly #heads: Table<Head, string>;
  readonly #messages: Table<Message, [string, number]>;
  readonly #drafts: Table<Draft, string>;
  readonly #letters: Table<Letter, string>;
  readonly #attached: Table<Attached, string>;

  constructor(userId: string) {
    const database = new Dexie(`mingle-chats-${userId}`);
    database.version(1).stores({
      chats: "id",
      heads: "chatId",
      messages: "[chatId+pts]",
      drafts: "chatId",
      letters: "clientId",
    });
    database.version(2).stores({ attached: "chatId" });
    // Deleted when somebody leaves: it is closed for that without a warning, which Dexie would give.
    database.on("versionchange", () => {
      database.close();
      return false;
    });
    this.#database = database;
    this.#chats = database.table("chats");
    this.#heads = database.table("heads");
    this.#messages = database.table("messages");
    this.#drafts = database.table("drafts");
    this.#letters = database.table("letters");
    this.#attached = database.table("attached");
  }

  readonly chats = async () => await this.#chats.toArray();

  async putChats(chats: readonly Chat[]) {
    await this.#chats.bulkPut([...chats]);
  }

  async forget(chatId: string) {
    await this.#database.transaction(
      "rw",
      [this.#chats, this.#heads, this.#messages, this.#drafts, this.#attached],
      async () => {
        await this.#chats.delete(chatId);
        await this.#heads.delete(chatId);
        await this.#drafts.delete(chatId);
        await this.#attached.delete(chatId);
        await this.#ofChat(chatId, 0, Infinity).delete();
      },
    );
  }

  /** What is held of a chat; null where nothing is. */
  async log(chatId: string): Promise<Log | null> {
    const head = await this.#heads.get(chatId);
    if (head === undefined) return null;
    const newest = await this.#ofChat(chatId, 0, Infinity).reverse().limit(MOST_KEPT).toArray();
    const oldest = newest.length < MOST_KEPT ? 0 : (newest.at(-1)?.pts ?? 0);
    const stretches = head.stretches
      .filter(({ to }) => to >= oldest)
      .map(({ from, to }) => ({ from: Math.max(from, oldest), to }));
    const messages = newest.reverse().filter(({ pts }) => stretchAt(stretches, pts) !== undefined);
    return { ...emptyLog(head.pts), stretches, messages };
  }

  /** Keeps how a log has changed. Another tab may have come further: then it keeps its own. */
  async keep(chatId: string, before: Log, now: Log) {
    const { pts, stretches } = now;
    const [changed, gone] = difference(before.messages, now.messages);
    await this.#database.transaction("rw", [this.#heads, this.#messages], async () => {
      const head = await this.#heads.get(chatId);
      if (head !== undefined && head.pts > pts) return;
      await this.#messages.bulkPut(changed);
      await this.#messages.bulkDelete(gone.map((message) => [chatId, message.pts]));
      await this.#heads.put({ chatId, pts, stretches });
    });
  }

  readonly drafts = async () => await this.#drafts.toArray();

  async putDraft(draft: Draft) {
    if (isGone(draft)) await this.#drafts.delete(draft.chatId);
    else await this.#drafts.put(draft);
  }

  readonly attached = async (chatId: string) => (await this.#attached.get(chatId))?.files ?? [];

  async putAttached(chatId: string, files: readonly File[]) {
    if (files.length === 0) await this.#attached.delete(chatId);
    else await this.#attached.put({ chatId, files });
  }

  /** What waits to be sent, in the order in which it was written. */
  async letters(): Promise<Letter[]> {
    return (await this.#letters.toArray()).sort((one, other) => one.order - other.order);
  }

  /** Keeps what is to be sent and, in the same moment, what has become of the draft that it was, with its files. */
  async putLetter(letter: Letter, draft: Draft | null = null) {
    await this.#database.transaction("rw", [this.#letters, this.#drafts, this.#attached], async () => {
      await this.#letters.put(letter);
      if (draft === null) return;
      await this.putDraft(draft);
      await this.putAttached(draft.chatId, []);
    });
  }

  /** Changes one that is still there. */
  async changeLetter(clientId: string, part: Partial<Letter>) {
    await this.#letters.update(clientId, part);
  }

  async removeLetter(clientId: string) {
    await this.#letters.delete(clientId);
  }

  close() {
    this.#database.close();
  }

  #ofChat(chatId: string, from: number, to: number) {
    return this.#messages.where("[chatId+pts]").between([chatId, from], [chatId, to]);
  }
}

/** Which messages are new or another, and which are no more; both in the order of their numbers. */
function difference(before: readonly Message[], now: readonly Message[]): [Message[], Message[]] {
  const changed: Message[] = [];
  const gone: Message[] = [];
  let at = 0;
  for (const message of now) {
    for (let old = before[at]; old !== undefined && old.pts < message.pts; old = before[++at]) gone.push(old);
    if (before[at]?.pts !== message.pts) changed.push(message);
    else if (before[at++] !== message) changed.push(message);
  }
  gone.push(...before.slice(at));
  return [changed, gone];
}
