import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "vite";

const NAME = "virtual:emoji";
const DATA = join(import.meta.dirname, "../node_modules/emojibase-data/en/data.json");

/** What every system of the last two years can draw. */
const NEWEST = 15.1;
/** Skin tones and hair by themselves. */
const COMPONENTS = 2;

type Skin = { emoji: string; tone: number | number[] };
type Entry = {
  emoji: string;
  label: string;
  tags?: string[];
  group?: number;
  version: number;
  skins?: Skin[];
};

/** For everybody in the picture the same of the five tones, the lightest first. */
function tonesOf(skins: readonly Skin[]): string[] {
  const even = skins.flatMap(({ emoji, tone }) => {
    const tones = new Set([tone].flat());
    return tones.size === 1 ? [{ emoji, tone: Math.max(...tones) }] : [];
  });
  return even.toSorted((one, other) => one.tone - other.tone).map(({ emoji }) => emoji);
}

/** The emoji that can be chosen, a tenth of the size of the package that they come from. */
export function emojiData(): Plugin {
  return {
    name: "emoji-data",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: async (id) => {
      if (id !== `\0${NAME}`) return undefined;
      const entries = JSON.parse(await readFile(DATA, "utf8")) as Entry[];
      const rows = entries
        .filter(({ group, version }) => group !== undefined && group !== COMPONENTS && version <= NEWEST)
        .map(({ emoji, label, tags = [], group, skins }) => {
          const row = [emoji, label, tags.join(" "), group];
          return skins === undefined ? row : [...row, tonesOf(skins).join(" ")];
        });
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(rows))});`;
    },
  };
}
