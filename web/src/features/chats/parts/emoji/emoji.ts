import { queryOptions } from "@tanstack/react-query";

export type Emoji = {
  emoji: string;
  name: string;
  group: number;
  /** The same with the lightest to the darkest skin; empty where nobody is to be seen. */
  tones: readonly string[];
  /** Every word that it is found by. */
  words: readonly string[];
};

/** In the order of the Unicode chart; the numbers are those of its groups. */
export const GROUPS = [
  { id: 0, name: "smileys" },
  { id: 1, name: "people" },
  { id: 3, name: "nature" },
  { id: 4, name: "food" },
  { id: 5, name: "travel" },
  { id: 6, name: "activities" },
  { id: 7, name: "objects" },
  { id: 8, name: "symbols" },
  { id: 9, name: "flags" },
] as const;

/** All that can be chosen; fetched when somebody first wants to choose. */
export async function loadEmoji(): Promise<readonly Emoji[]> {
  const { default: rows } = await import("virtual:emoji");
  return rows.map(([emoji, name, tags, group, tones = ""]) => ({
    emoji,
    name,
    group,
    tones: tones === "" ? [] : tones.split(" "),
    words: wordsOf(`${name} ${tags}`),
  }));
}

export const emojiQuery = queryOptions({
  queryKey: ["emoji"],
  queryFn: loadEmoji,
  staleTime: Infinity,
  gcTime: Infinity,
});

const wordsOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Those of which each word that was typed begins a word; whose name begins so come first. */
export function findEmoji(all: readonly Emoji[], text: string): readonly Emoji[] {
  const wanted = wordsOf(text);
  // Whoever pastes an emoji looks for this one.
  if (wanted.length === 0) return all.filter(({ emoji }) => text.includes(emoji));
  const found = all.filter(({ words }) =>
    wanted.every((word) => words.some((other) => other.startsWith(word))),
  );
  const isNamed = ({ name }: Emoji) => wordsOf(name).some((word) => word.startsWith(wanted[0] ?? ""));
  return [...found.filter(isNamed), ...found.filter((emoji) => !isNamed(emoji))];
}

/** An emoji in the skin tone that the person has chosen, from 1 to 5; 0 is the yellow one. */
export const inTone = ({ emoji, tones }: Emoji, tone: number) => tones[tone - 1] ?? emoji;
