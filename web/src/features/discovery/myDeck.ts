import { useSyncExternalStore } from "react";
import { onSessionChange, currentSession } from "@/lib/session";
import { Deck } from "./deck";
import { fetchFeed, judge, rewind, type Judgement, type Match } from "./queries";

type Told = { matched: (match: Match) => void; refused: (error: unknown) => void };

const listeners = new Set<Told>();
let deck: Deck | null = null;
let owner: string | null = null;

/** One person, one deck: whoever comes back to it finds it as they left it. */
function theDeck(): Deck {
  deck ??= new Deck({
    fetch: fetchFeed,
    judge,
    rewind,
    matched: (match) => {
      for (const { matched } of listeners) matched(match);
    },
    refused: (error) => {
      for (const { refused } of listeners) refused(error);
    },
  });
  return deck;
}

onSessionChange(() => {
  const session = currentSession();
  const now = session.state === "in" ? session.user.id : null;
  if (now !== owner) deck = null;
  owner = now;
});

/** Hears of matches, and of what was refused, as long as it is not taken back. */
export function onDeck(told: Told): () => void {
  listeners.add(told);
  return () => {
    listeners.delete(told);
  };
}

/** Says what one thinks of somebody who was met elsewhere; as the deck does, except that a refusal rejects. */
export async function judgeBeside(judgement: Judgement) {
  const { match } = await judge(judgement);
  deck?.drop(judgement.userId);
  if (match === null) return;
  for (const { matched } of listeners) matched(match);
}

/** The deck, and how it stands. */
export function useDeck() {
  const mine = theDeck();
  return { deck: mine, ...useSyncExternalStore(mine.subscribe, mine.state) };
}
