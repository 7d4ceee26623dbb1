import { marked, type Mark, type Members } from "./marks";
import type { Server } from "./server";

/** Of a large chat, only the first thousand are known. */
const MOST_PAGES = 10;

/** Who is in the chats that somebody has opened, and how far each has come. */
export class Memberships {
  readonly #server: Pick<Server, "members">;
  readonly #changed: () => void;
  readonly #byChat = new Map<string, Members>();
  readonly #asking = new Set<string>();

  constructor(server: Pick<Server, "members">, changed: () => void) {
    this.#server = server;
    this.#changed = changed;
  }

  readonly of = (chatId: string): Members | undefined => this.#byChat.get(chatId);

  async fetch(chatId: string) {
    if (this.#asking.has(chatId)) return;
    this.#asking.add(chatId);
    try {
      // Those who have left stay known: what they wrote is still there.
      const members = new Map(this.#byChat.get(chatId));
      let cursor: string | null = null;
      for (let page = 0; page < MOST_PAGES; page++) {
        const answer: Awaited<ReturnType<Server["members"]>> = await this.#server.members(chatId, cursor);
        for (const member of answer.items) members.set(member.user.id, member);
        cursor = answer.nextCursor;
        if (cursor === null) break;
      }
      this.#byChat.set(chatId, members);
      this.#changed();
    } catch {
      // Names and ticks wait until the connection is back.
    } finally {
      this.#asking.delete(chatId);
    }
  }

  /** Asks anew for one chat, or all, where it was asked before. */
  renew(chatId?: string) {
    for (const known of this.#byChat.keys())
      if (chatId === undefined || known === chatId) void this.fetch(known);
  }

  mark(mark: Mark, kind: "readPts" | "deliveredPts") {
    const members = this.#byChat.get(mark.chatId);
    if (members === undefined) return;
    this.#byChat.set(mark.chatId, marked(members, mark, kind));
    this.#changed();
  }

  forget(chatId: string) {
    this.#byChat.delete(chatId);
  }
}
