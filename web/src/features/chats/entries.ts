import type { Letter } from "./engine/letter";
import type { Message } from "./engine/types";

/** One row of a history. `starts` and `ends`: where somebody begins to speak, and where they end. */
export type Entry =
  | { kind: "beginning"; key: string }
  | { kind: "day"; key: string; at: string }
  | { kind: "news"; key: string }
  | { kind: "system"; key: string; message: Message }
  | { kind: "message"; key: string; message: Message; starts: boolean; ends: boolean }
  | { kind: "letter"; key: string; letter: Letter; starts: boolean; ends: boolean };

type Said = { key: string; at: string; by: string } & ({ message: Message } | { letter: Letter });

/** Who goes on after so long begins anew. */
const PAUSE = 5 * 60_000;

const dayOf = (iso: string) => new Date(iso).toDateString();

const goesOn = (one: Said | undefined, next: Said | undefined) =>
  next !== undefined &&
  one?.by === next.by &&
  !isSystem(one) &&
  !isSystem(next) &&
  dayOf(one.at) === dayOf(next.at) &&
  Date.parse(next.at) - Date.parse(one.at) < PAUSE;

const isSystem = (said: Said) => "message" in said && said.message.type === "system";

export type Shown = {
  messages: readonly Message[];
  /** Nothing is before the first of them. */
  isBeginning: boolean;
  /** What waits to be sent, where the end is to be seen. */
  letters: readonly Letter[];
  me: string;
  /** The line of what is new stands after this number; null where there is none. */
  newsAfter: number | null;
};

/** The rows of a history, in their order. A message keeps its key from when it is written. */
export function entriesOf({ messages, isBeginning, letters, me, newsAfter }: Shown): Entry[] {
  const isThere = new Set(messages.filter(({ senderId }) => senderId === me).map(({ clientId }) => clientId));
  const all: Said[] = [
    ...messages.map((message) => ({
      key: `${message.senderId}:${message.clientId}`,
      at: message.createdAt,
      by: message.senderId,
      message,
    })),
    ...letters
      .filter(({ clientId }) => !isThere.has(clientId))
      .map((letter) => ({ key: `${me}:${letter.clientId}`, at: letter.createdAt, by: me, letter })),
  ];
  const entries: Entry[] = isBeginning ? [{ kind: "beginning", key: "beginning" }] : [];
  let news = newsAfter;
  for (const [index, said] of all.entries()) {
    const before = all[index - 1];
    if (before === undefined || dayOf(before.at) !== dayOf(said.at))
      entries.push({ kind: "day", key: `day:${dayOf(said.at)}`, at: said.at });
    const isNews =
      news !== null && "message" in said && said.message.pts > news && said.by !== me && !isSystem(said);
    if (isNews) {
      entries.push({ kind: "news", key: "news" });
      news = null;
    }
    const starts = isNews || !goesOn(before, said);
    const ends = !goesOn(said, all[index + 1]);
    const { key } = said;
    if ("letter" in said) entries.push({ kind: "letter", key, letter: said.letter, starts, ends });
    else if (isSystem(said)) entries.push({ kind: "system", key, message: said.message });
    else entries.push({ kind: "message", key, message: said.message, starts, ends });
  }
  return entries;
}

/** The number of the last message at or before a row; 0 where there is none. */
export function ptsAt(entries: readonly Entry[], index: number): number {
  for (let at = Math.min(index, entries.length - 1); at >= 0; at--) {
    const entry = entries[at];
    if (entry !== undefined && "message" in entry) return entry.message.pts;
  }
  return 0;
}
