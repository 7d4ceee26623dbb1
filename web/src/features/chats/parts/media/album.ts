import type { MediaFile } from "@/features/media";

/** Narrower or wider ones are cut at their edges. */
const NARROWEST = 0.62;
const WIDEST = 1.9;

/** Width by height, as an album shows it. */
export function ratioOf({ width, height }: Pick<MediaFile, "width" | "height">): number {
  if (!width || !height) return 4 / 3;
  return Math.min(WIDEST, Math.max(NARROWEST, width / height));
}

const ROWS: Partial<Record<number, readonly number[]>> = {
  2: [2],
  3: [1, 2],
  4: [2, 2],
  5: [2, 3],
  6: [3, 3],
  7: [2, 2, 3],
  8: [2, 3, 3],
  9: [3, 3, 3],
  10: [3, 3, 4],
};

/** How many stand in each row, for up to ten pictures. In a row all are equally high. */
export function rowsOf(ratios: readonly number[]): readonly number[] {
  const areWide = ratios.every((ratio) => ratio > 1.4);
  const areTall = ratios.every((ratio) => ratio < 0.9);
  if (ratios.length === 2 && areWide) return [1, 1];
  if (ratios.length === 3 && areTall) return [3];
  return ROWS[ratios.length] ?? [ratios.length];
}

/** The least that a picture is as wide as high which has a row of several for itself. */
const ALONE = 1.3;

/** The shape of a picture that stands in this row of an album. */
export function shapeIn(row: readonly MediaFile[], rows: number, file: MediaFile): number {
  return row.length === 1 && rows > 1 ? Math.max(ALONE, ratioOf(file)) : ratioOf(file);
}

/** Cuts a list into rows. */
export function inRows<Item>(items: readonly Item[], rows: readonly number[]): Item[][] {
  let from = 0;
  return rows.map((count) => items.slice(from, (from += count)));
}
