import { expect, it } from "vitest";
import { inRows, ratioOf, rowsOf } from "./album";

it.each(Array.from({ length: 10 }, (_, index) => index + 1))("lays out %i pictures, each once", (count) => {
  const pictures = Array.from({ length: count }, (_, index) => index);
  const rows = inRows(pictures, rowsOf(pictures.map(() => 1)));
  expect(rows.flat()).toEqual(pictures);
  expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(4);
});

it("puts two wide ones below each other, and three tall ones side by side", () => {
  expect(rowsOf([1.8, 1.5])).toEqual([1, 1]);
  expect(rowsOf([0.6, 0.7, 0.8])).toEqual([3]);
});

it("cuts what is wider or taller than a screen has room for, and guesses what it is not told", () => {
  expect(ratioOf({ width: 4000, height: 100 })).toBe(1.9);
  expect(ratioOf({ width: 100, height: 4000 })).toBe(0.62);
  expect(ratioOf({})).toBeCloseTo(4 / 3);
});
