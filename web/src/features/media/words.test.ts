import { expect, it } from "vitest";
import { clock, sizeInWords } from "./words";

it.each([
  [0, "0 byte"],
  [840, "840 byte"],
  [2_440, "2.4 kB"],
  [98_700_000, "99 MB"],
  [5e13, "50,000 GB"],
])("says %d bytes", (bytes, words) => {
  expect(sizeInWords(bytes, "en")).toBe(words);
});

it.each([
  [-1, "0:00"],
  [7.9, "0:07"],
  [760, "12:40"],
  [3723, "1:02:03"],
])("shows %d seconds", (seconds, shown) => {
  expect(clock(seconds)).toBe(shown);
});
