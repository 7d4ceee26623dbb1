import { expect, it } from "vitest";
import { hueOf, initialsOf } from "./avatarColour";

it.each([
  ["Mara Lindqvist", "ML"],
  ["Ines", "I"],
  ["Ana Maria de la Cruz", "AC"],
  ["  çağla  ", "Ç"],
  ["𝒜da 🦉", "𝒜🦉"],
  ["", ""],
])("%s is %s", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

it("gives a person the same hue everywhere, and different people different ones", () => {
  const id = "01930a5c-7d1e-7c3a-9a55-0c2f5b1f9a10";
  expect(hueOf(id)).toBe(hueOf(id));
  const hues = new Set(Array.from({ length: 60 }, (_, index) => hueOf(`${id}${index}`)));
  expect(hues.size).toBeGreaterThan(30);
});
