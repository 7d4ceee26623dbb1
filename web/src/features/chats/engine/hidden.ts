import type { Log } from "./log";
import type { Server } from "./server";
import type { Chat, Message, Page } from "./types";

/** Of a chat, what one has deleted for oneself alone. That has no number, and may be told before the message, or never. */
export class Hidden {
  readonly #ids = new Set<string>();
  /** How many there were when they were last asked for. */
  #count = 0;

  add(messageId: string) {
    this.#ids.add(messageId);
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
    for (let after: string | null = "0"; after !== null;) {
      const page: Page<string> | null = await hidden(id, Number(after)).catch(() => null);
      if (page === null) return false;
      for (const one of page.items) this.#ids.add(one);
      after = page.nextCursor;
    }
    this.#count = hiddenCount;
    return true;
  }
}
