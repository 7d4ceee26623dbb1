/** The server says when somebody stops; this is for when that gets lost. */
export const TYPING_ENDS = 8_000;
const NOBODY: readonly string[] = [];

/** Who is writing at this moment, by chat. */
export class Typing {
  readonly #changed: () => void;
  #byChat = new Map<string, readonly string[]>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  readonly in = (chatId: string): readonly string[] => this.#byChat.get(chatId) ?? NOBODY;

  hear(chatId: string, userId: string, typing: boolean) {
    const key = `${chatId} ${userId}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const others = this.in(chatId).filter((one) => one !== userId);
    this.#byChat = new Map(this.#byChat).set(chatId, typing ? [...others, userId] : others);
    if (typing) {
      const end = () => {
        this.hear(chatId, userId, false);
      };
      this.#timers.set(key, setTimeout(end, TYPING_ENDS));
    }
    this.#changed();
  }

  close() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
