import type { Shelf } from "./store";
import type { Chat } from "./types";

/** Keeps in memory, as a device without a disk. */
export function memoryShelf(): Shelf {
  const rows = {
    chats: new Map<string, Chat>(),
    logs: new Map<string, Awaited<ReturnType<Shelf["log"]>>>(),
    letters: new Map<string, Awaited<ReturnType<Shelf["letters"]>>[number]>(),
  };
  return {
    chats: () => Promise.resolve([...rows.chats.values()]),
    putChats: (chats) => {
      for (const chat of chats) rows.chats.set(chat.id, chat);
      return Promise.resolve();
    },
    forget: (chatId) => Promise.resolve(void rows.logs.delete(chatId)),
    log: (chatId) => Promise.resolve(rows.logs.get(chatId) ?? null),
    keep: (chatId, _, now) => {
      if ((rows.logs.get(chatId)?.pts ?? 0) <= now.pts) rows.logs.set(chatId, now);
      return Promise.resolve();
    },
    drafts: () => Promise.resolve([]),
    putDraft: () => Promise.resolve(),
    attached: () => Promise.resolve([]),
    putAttached: () => Promise.resolve(),
    letters: () => Promise.resolve([...rows.letters.values()]),
    putLetter: (letter) => Promise.resolve(void rows.letters.set(letter.clientId, letter)),
    changeLetter: (clientId, part) => {
      const letter = rows.letters.get(clientId);
      if (letter !== undefined) rows.letters.set(clientId, { ...letter, ...part });
      return Promise.resolve();
    },
    removeLetter: (clientId) => Promise.resolve(void rows.letters.delete(clientId)),
    close: () => undefined,
  };
}

/** Numbers that look like chance and are the same each time: a failure names its seed. */
export function dice(seed: number): (sides: number) => number {
  let state = seed + 0x9e3779b9;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}
