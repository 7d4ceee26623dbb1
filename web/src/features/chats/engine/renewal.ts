import { pauseBefore } from "@/lib/connection";

/** Asks until there is an answer that is good enough; once more where somebody wants it while one is on its way. */
export class Renewal {
  readonly #ask: () => Promise<boolean>;
  #wanted = 0;
  #ended = false;

  /** `ask` resolves to whether its answer was good enough. */
  constructor(ask: () => Promise<boolean>) {
    this.#ask = ask;
  }

  async run() {
    this.#wanted += 1;
    if (this.#wanted > 1) return;
    for (let tries = 0, asked = 0; asked !== this.#wanted && !this.#ended;) {
      asked = this.#wanted;
      if (await this.#ask()) continue;
      asked = 0;
      await new Promise((resolve) => setTimeout(resolve, pauseBefore(tries++)));
    }
    this.#wanted = 0;
  }

  end() {
    this.#ended = true;
  }
}
