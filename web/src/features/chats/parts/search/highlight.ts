/** Part of a text; whether it is what was looked for. */
export type Part = { text: string; isHit: boolean };

const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** So much stands before the first hit, so that it is seen in two lines. */
const BEFORE = 32;

/** As the server compares: without case and accents. */
const folded = (word: string) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** A text from a little before the first of the words that were looked for, in parts. */
export function highlighted(text: string, wanted: string): Part[] {
  const words = (wanted.match(WORD) ?? []).map(folded);
  const last = words.at(-1);
  const isHit = (word: string) => words.includes(word) || (last !== undefined && word.startsWith(last));
  const hits = [...text.matchAll(WORD)].filter(([word]) => isHit(folded(word)));
  const first = hits[0]?.index ?? 0;
  const begin = first <= BEFORE ? 0 : text.indexOf(" ", first - BEFORE) + 1;
  const parts: Part[] = begin > 0 ? [{ text: "… ", isHit: false }] : [];
  let at = begin;
  for (const hit of hits) {
    if (hit.index > at) parts.push({ text: text.slice(at, hit.index), isHit: false });
    parts.push({ text: hit[0], isHit: true });
    at = hit.index + hit[0].length;
  }
  if (at < text.length) parts.push({ text: text.slice(at), isHit: false });
  return parts;
}
