import type { Server } from "./server";
import type { Person } from "./types";

/** As many as the server takes at once. */
const MOST_ASKED = 100;

/** Those whom the messages of a chat tell of though they are not among its members: most of them have left. */
export class Strangers {
  readonly #server: Pick<Server, "people">;
  readonly #changed: () => void;
  readonly #known = new Map<string, ReadonlyMap<string, Person>>();
  readonly #asked = new Map<string, Set<string>>();
  readonly #waiting = new Map<string, string[]>();
  #unanswered: { chatId: string; ids: readonly string[] }[] = [];

  constructor(server: Pick<Server, "people">, changed: () => void) {
    this.#server = server;
    this.#changed = changed;
  }

  readonly of = (chatId: string): ReadonlyMap<string, Person> | undefined => this.#known.get(chatId);

  /** Asks who somebody is, once, together with all others who are wanted at the same moment. */
  ask(chatId: string, userId: string) {
    const asked = this.#asked.get(chatId) ?? new Set();
    if (asked.has(userId)) return;
    this.#asked.set(chatId, asked.add(userId));
    const waiting = this.#waiting.get(chatId);
    if (waiting !== undefined) {
      waiting.push(userId);
      return;
    }
    this.#waiting.set(chatId, [userId]);
    setTimeout(() => void this.#fetch(chatId));
  }

  /** Asks again where there was no answer, once somebody wants to know. */
  renew() {
    for (const { chatId, ids } of this.#unanswered) for (const id of ids) this.#asked.get(chatId)?.delete(id);
    this.#unanswered = [];
  }

  forget(chatId: string) {
    this.#known.delete(chatId);
    this.#asked.delete(chatId);
  }

  async #fetch(chatId: string) {
    const ids = this.#waiting.get(chatId) ?? [];
    this.#waiting.delete(chatId);
    for (let from = 0; from < ids.length; from += MOST_ASKED) {
      const batch = ids.slice(from, from + MOST_ASKED);
      try {
        const people = await this.#server.people(chatId, batch);
        const found = people.map((person) => [person.id, person] as const);
        this.#known.set(chatId, new Map([...(this.#known.get(chatId) ?? []), ...found]));
        this.#changed();
      } catch {
        // Names wait until the connection is back.
        this.#unanswered.push({ chatId, ids: batch });
      }
    }
  }
}
