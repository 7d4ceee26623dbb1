import { expect, it } from "vitest";
import { joined } from "./parcel";

it.each([
  [["", "  ", ""], ""],
  [
    ["Tide table", "High water at eight", "https://sea.example/"],
    "Tide table\nHigh water at eight\nhttps://sea.example/",
  ],
  [["", "Look: https://sea.example/", "https://sea.example/"], "Look: https://sea.example/"],
  [["Tide table", "Tide table: high at eight", ""], "Tide table: high at eight"],
])("%j becomes %j", (words, expected) => {
  expect(joined(words)).toBe(expected);
});
