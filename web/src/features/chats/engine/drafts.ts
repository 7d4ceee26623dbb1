import type { Draft, Store } from "./store";

const isEmpty = ({ content, replyToId }: Draft) => content === "" && replyToId === null;

/** What somebody has begun to write, by chat. */
export class Drafts {
  readonly #store: Pick<Store, "drafts" | "putDraft">;
  readonly #changed: () => void;
  readonly #byChat = new Map<string, Draft>();

  constructor(store: Pick<Store, "drafts" | "putDraft">, changed: () => void) {
    this.#store = store;
    this.#changed = changed;
  }

  readonly of = (chatId: string): Draft | undefined => this.#byChat.get(chatId);

  async begin() {
    for (const draft of await this.#store.drafts()) this.#byChat.set(draft.chatId, draft);
  }

  put(draft: Draft) {
    if (isEmpty(draft)) this.#byChat.delete(draft.chatId);
    else this.#byChat.set(draft.chatId, draft);
    this.#store.putDraft(draft).catch(() => undefined);
    this.#changed();
  }

  forget(chatId: string) {
    this.#byChat.delete(chatId);
  }
}
