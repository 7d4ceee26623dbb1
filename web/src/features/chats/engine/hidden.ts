import type { Log } from "./log";
import type { Server } from "./server";
import type { Chat, Message, Page } from "./types";

/** Of a chat, what one has deleted for oneself alone. That has no number, and may be told before the message, or never. */
export class Hidden {
  readonly #ids = new Set<string>();
  /** How many there were when they were last asked for; null where that says nothing any more. */
  #count: number | null = 0;
  #doubts = 0;

  add(messageId: string) {
    this.#ids.add(messageId);
  }

  /** Some messages are gone, and what was hidden of them with them: there may be others, and as many. */
  doubt() {
    this.#count = null;
    this.#doubts += 1;
  }

  /** What is still to be seen; the same as before where all of it is. */
  without(log: Log): Log {
    const isSeen = ({ id }: Message) => !this.#ids.has(id);
    return log.messages.every(isSeen) ? log : { ...log, messages: log.messages.filter(isSeen) };
  }

  /**
   * Asks for them where the server counts others than it did; resolves to whether there is something new. Where no
   * answer comes, the chat is told again before long.
   */
  async renew({ hidden }: Server, { id, hiddenCount }: Chat): Promise<boolean> {
    if (hiddenCount === this.#count) return false;
    const doubts = this.#doubts;
    for (let after: string | null = "0"; after !== null;) {
      const page: Page<string> | null = await hidden(id, Number(after)).catch(() => null);
      if (page === null) return false;
      for (const one of page.items) this.#ids.add(one);
      after = page.nextCursor;
    }
    if (doubts === this.#doubts) this.#count = hiddenCount;
    return true;
  }
}
