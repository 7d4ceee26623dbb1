import { askLive } from "@/lib/live";

declare module "@/lib/live" {
  interface LiveCalls {
    "typing:start": { payload: { chatId: string }; answer: null };
    "typing:stop": { payload: { chatId: string }; answer: null };
  }
}

/** The server takes somebody to have stopped after six seconds. */
const AGAIN = 4_000;

/** Tells the others in a chat that one is writing, as seldom as may be. What gets lost is of no matter. */
export class TypingTold {
  readonly #chatId: string;
  #lastAt = -Infinity;

  constructor(chatId: string) {
    this.#chatId = chatId;
  }

  writes(now = Date.now()) {
    if (now - this.#lastAt < AGAIN) return;
    this.#lastAt = now;
    askLive("typing:start", { chatId: this.#chatId }).catch(() => undefined);
  }

  stops() {
    if (this.#lastAt === -Infinity) return;
    this.#lastAt = -Infinity;
    askLive("typing:stop", { chatId: this.#chatId }).catch(() => undefined);
  }
}
