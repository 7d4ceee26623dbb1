import type { ChatEvent } from "./types";

/** What is heard while answers are on their way: an answer may be older than it. */
export class Heard {
  #events: ChatEvent[] = [];
  #asking = 0;

  add(...events: readonly ChatEvent[]) {
    if (this.#asking > 0) this.#events.push(...events);
  }

  /** Asks, and hands the answer over with what was heard since, before anything else can be heard. */
  async during<Answer>(
    call: () => Promise<Answer>,
    take: (answer: Answer, since: readonly ChatEvent[]) => void,
  ) {
    const events = this.#events;
    const before = events.length;
    this.#asking += 1;
    try {
      take(await call(), events.slice(before));
    } finally {
      this.#asking -= 1;
      // Others who ask go on counting in theirs.
      if (this.#asking === 0) this.#events = [];
    }
  }
}
