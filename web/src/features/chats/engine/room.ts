import { paged, windowAt } from "./log";
import type { Keeper } from "./keeper";
import type { Server, Where } from "./server";
import type { Message, Page } from "./types";

/** What of a chat is to be seen: all that is held around one place of it. */
export type View = {
  messages: readonly Message[];
  hasOlder: boolean;
  hasNewer: boolean;
  /** Rises when the view goes elsewhere: where it stood before means nothing. */
  place: number;
};

const NOTHING: readonly Message[] = [];

/** A chat that somebody looks at. Its view is a part of the history without a hole. */
export class Room {
  readonly keeper: Keeper;
  readonly #server: Server;
  readonly #me: string;
  /** Calls when another part of it is to be seen. */
  readonly #turned: () => void;
  /** A number that the view is around; null where it is around the end. */
  #anchor: number | null = null;
  #place = 0;
  #view: View | null = null;
  #of: unknown[] = [];
  #fetching: Promise<void> | null = null;

  constructor(keeper: Keeper, server: Server, me: string, turned: () => void) {
    this.keeper = keeper;
    this.#server = server;
    this.#me = me;
    this.#turned = turned;
  }

  /** What is to be seen now; null while nobody knows. The same as before where nothing has changed. */
  readonly view = (): View | null => {
    const { log } = this.keeper;
    if (log === null) return null;
    if (this.#of[0] === log && this.#of[1] === this.#anchor && this.#of[2] === this.#place) return this.#view;
    const found = windowAt(log, this.#anchor ?? log.pts);
    this.#of = [log, this.#anchor, this.#place];
    this.#view =
      found === undefined
        ? null
        : {
            messages: found.messages.length === 0 ? NOTHING : found.messages,
            hasOlder: found.hasOlder,
            hasNewer: found.hasNewer,
            place: this.#place,
          };
    return this.#view;
  };

  /** A message by its id, where it is held. */
  find(messageId: string): Message | undefined {
    return this.keeper.log?.messages.findLast(({ id }) => id === messageId);
  }

  /** Goes to the end, with the newest page fresh from the server. */
  async toEnd() {
    this.#go(null);
    await this.#newest();
  }

  async #newest() {
    const { keeper } = this;
    let asked = 0;
    const call = () => {
      asked = keeper.pts;
      return this.#server.history(keeper.id, {});
    };
    await keeper.ask(call, (log, { items, nextCursor }, since) => {
      const from = nextCursor === null ? 0 : (items.at(-1)?.pts ?? 0);
      return paged(log, items, { from, to: Math.max(asked, items[0]?.pts ?? 0) }, since, this.#me);
    });
  }

  /** Goes to a number. */
  async jump(pts: number) {
    const { keeper } = this;
    await keeper.open();
    if (keeper.log !== null && windowAt(keeper.log, pts) === undefined)
      await this.#fetch({ around: pts }, ({ items, nextCursor }) => ({
        from: nextCursor === null ? 0 : Math.min(pts, items.at(-1)?.pts ?? pts),
        to: Math.max(pts, items[0]?.pts ?? pts),
      }));
    this.#go(pts);
  }

  /** The number of the first message at or after a moment, or of the last one there is; null where there is none. */
  async numberAt(at: Date): Promise<number | null> {
    const { items } = await this.#server.history(this.keeper.id, { at: at.toISOString() });
    const first = items.findLast(({ createdAt }) => Date.parse(createdAt) >= at.getTime());
    return (first ?? items[0])?.pts ?? null;
  }

  /** More of what was before; one answer at a time. */
  loadOlder(): Promise<void> {
    const window = this.#window();
    if (window?.hasOlder !== true) return Promise.resolve();
    return this.#once(() =>
      this.#fetch({ before: window.from }, ({ items, nextCursor }) => ({
        from: nextCursor === null ? 0 : (items.at(-1)?.pts ?? 0),
        to: window.from - 1,
      })),
    );
  }

  /** More of what came after. */
  loadNewer(): Promise<void> {
    const window = this.#window();
    if (window?.hasNewer !== true) return Promise.resolve();
    const end = this.keeper.pts;
    return this.#once(() =>
      this.#fetch({ after: window.to }, ({ items, nextCursor }) => ({
        from: window.to + 1,
        to: nextCursor === null ? Math.max(end, items[0]?.pts ?? 0) : (items[0]?.pts ?? end),
      })),
    );
  }

  #window() {
    const { log } = this.keeper;
    return log === null ? undefined : windowAt(log, this.#anchor ?? log.pts);
  }

  async #fetch(where: Where, range: (page: Page<Message>) => { from: number; to: number }) {
    await this.keeper.ask(
      () => this.#server.history(this.keeper.id, where),
      (log, page, since) => paged(log, page.items, range(page), since, this.#me),
    );
  }

  #once(work: () => Promise<void>): Promise<void> {
    this.#fetching ??= work().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  #go(anchor: number | null) {
    this.#anchor = anchor;
    this.#place += 1;
    this.#turned();
  }
}
