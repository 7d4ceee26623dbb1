import type { FeedCard, Judgement, Kind, Match, Judged } from "./queries";

/** With fewer than this, more are asked for, so that nobody waits for the next one. */
const FEW = 6;
const PAGE = 20;
/** So many words can be taken back; nobody goes further. */
const REMEMBERED = 20;

export type DeckTools = {
  fetch: (limit: number) => Promise<readonly FeedCard[]>;
  judge: (judgement: Judgement) => Promise<Judged>;
  rewind: () => Promise<{ userId: string }>;
  /** Both like each other. */
  matched: (match: Match) => void;
  /** What was said of somebody was refused; they are on top again. */
  refused: (error: unknown) => void;
};

export type DeckState = {
  cards: readonly FeedCard[];
  /** `empty`: the server has nobody else. */
  status: "loading" | "ready" | "empty" | "failed";
  error: unknown;
  canUndo: boolean;
};

/**
 * People one at a time. What one says of somebody counts at once and goes out in the order in which it was said; where it
 * is refused, they come back.
 */
export class Deck {
  readonly #tools: DeckTools;
  readonly #listeners = new Set<() => void>();
  #state: DeckState = { cards: [], status: "loading", error: null, canUndo: false };
  /** Who was judged here lately, the latest last; by the server, or on the way there. */
  #judged: readonly FeedCard[] = [];
  /** Of whom something was said: an answer that is older may still name them. */
  readonly #said = new Set<string>();
  #line: Promise<void> = Promise.resolve();
  #epoch = 0;
  #asking: number | null = null;
  /** The server had nobody but those who are here. */
  #isDry = false;

  constructor(tools: DeckTools) {
    this.#tools = tools;
  }

  readonly state = () => this.#state;

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Asks for people where there are few; does nothing while it is asking. */
  async fill() {
    const epoch = this.#epoch;
    const isOut = this.#state.cards.length === 0;
    if (this.#asking === epoch || this.#state.cards.length >= FEW || (this.#isDry && !isOut)) return;
    this.#asking = epoch;
    // That there was nobody stays to be read until there is somebody.
    if (isOut && this.#state.status !== "empty") this.#become({ status: "loading", error: null });
    try {
      // What is on its way hides people, too.
      await this.#line;
      const found = await this.#tools.fetch(PAGE);
      if (epoch === this.#epoch) this.#add(found);
    } catch (error) {
      if (epoch === this.#epoch && this.#state.status === "loading")
        this.#become({ status: "failed", error });
    } finally {
      if (this.#asking === epoch) this.#asking = null;
    }
  }

  /** Begins anew: others are wanted, or may be seen, than before. */
  renew() {
    this.#epoch += 1;
    this.#isDry = false;
    this.#said.clear();
    this.#become({ cards: [], status: "loading", error: null });
    return this.fill();
  }

  /** Says what one thinks of somebody. Resolves to whether it was taken. */
  judge(card: FeedCard, kind: Kind, note: string | null = null): Promise<boolean> {
    const { id } = card.user;
    if (this.#said.has(id)) return Promise.resolve(false);
    this.#said.add(id);
    this.#remember([...this.#judged, card]);
    const answer = this.#inLine(async () => {
      try {
        const { match } = await this.#tools.judge({ userId: id, kind, note });
        // What has become a match is not taken back.
        if (match !== null) this.#forget(id);
        if (match !== null) this.#tools.matched(match);
        return true;
      } catch (error) {
        this.#forget(id);
        this.#bringBack(card);
        this.#tools.refused(error);
        return false;
      }
    });
    this.drop(id);
    return answer;
  }

  /** Takes back what was said last; resolves to whom it was said of, once they are on top again. */
  undo(): Promise<FeedCard | null> {
    return this.#inLine(async () => {
      const card = this.#judged.at(-1);
      if (card === undefined) return null;
      try {
        const { userId } = await this.#tools.rewind();
        this.#forget(card.user.id);
        // Another device has said something since: whoever it was comes with the next page.
        if (userId !== card.user.id) return null;
        this.#bringBack(card);
        return card;
      } catch (error) {
        this.#tools.refused(error);
        return null;
      }
    });
  }

  /** Somebody is not to be met any more. */
  drop(id: string) {
    const cards = this.#state.cards.filter(({ user }) => user.id !== id);
    this.#become({ cards, ...(cards.length === 0 && { status: "loading" }) });
    void this.fill();
  }

  #add(found: readonly FeedCard[]) {
    const known = new Set(this.#state.cards.map(({ user }) => user.id));
    const isNew = ({ user }: FeedCard) => !known.has(user.id) && !this.#said.has(user.id);
    const more = found.filter(isNew);
    this.#isDry = more.length === 0;
    const cards = [...this.#state.cards, ...more];
    this.#become({ cards, status: cards.length > 0 ? "ready" : "empty", error: null });
  }

  #bringBack(card: FeedCard) {
    this.#said.delete(card.user.id);
    this.#become({ cards: [card, ...this.#state.cards], status: "ready" });
  }

  #inLine<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#line.then(work);
    this.#line = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  #remember(judged: readonly FeedCard[]) {
    this.#judged = judged.slice(-REMEMBERED);
    this.#become({ canUndo: this.#judged.length > 0 });
  }

  #forget(id: string) {
    this.#remember(this.#judged.filter(({ user }) => user.id !== id));
  }

  #become(change: Partial<DeckState>) {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
