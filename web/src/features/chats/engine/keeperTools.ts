import type { Keeper } from "./keeper";
import type { Server } from "./server";
import type { Store } from "./store";

/** What a keeper of a chat works with. */
export type KeeperTools = { me: string; server: Server; store: Pick<Store, "log" | "keep"> } & {
  /** How many answers of the server have been taken over, by all keepers. */
  answers: { count: number };
  /** It, or what is held of it, has changed. */
  changed: (keeper: Keeper) => void;
  /** It is no longer one's own. */
  gone: (chatId: string) => void;
};
