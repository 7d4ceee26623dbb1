import { expect, it } from "vitest";
import { askedOf, filtersIn, NOTHING_WANTED } from "./found";
import { highlighted } from "./highlight";

const marked = (text: string, wanted: string) =>
  highlighted(text, wanted)
    .map(({ text: part, isHit }) => (isHit ? `[${part}]` : part))
    .join("");

it.each([
  ["The ferry leaves", "ferry", "The [ferry] leaves"],
  ["The ferry leaves", "the fer", "[The] [ferry] leaves"],
  ["The ferry leaves", "fer leaves", "The ferry [leaves]"],
  ["Zürich, cafés", "cafe zurich", "[Zürich], cafés"],
  ["Zürich, CAFÉ", "zurich cafe", "[Zürich], [CAFÉ]"],
  ["Nothing of it", "ferry", "Nothing of it"],
  ["Nothing of it", "", "Nothing of it"],
  ["It is #sunday", "#sunday", "It is #[sunday]"],
])("marks in “%s” what “%s” finds", (text, wanted, expected) => {
  expect(marked(text, wanted)).toBe(expected);
});

it("begins a little before the first hit", () => {
  expect(marked(`${"word ".repeat(30)}ferry at last`, "ferry")).toBe(`… ${"word ".repeat(6)}[ferry] at last`);
});

it("asks for nothing where too little is wanted", () => {
  expect(askedOf(NOTHING_WANTED)).toBeNull();
  expect(askedOf({ ...NOTHING_WANTED, words: "a", chatId: "one", since: "2026-11-21" })).toBeNull();
});

it("asks for words, a hashtag, and whatever else is wanted", () => {
  expect(askedOf({ ...NOTHING_WANTED, words: " a ferry " })).toEqual({ q: "a ferry" });
  expect(askedOf({ ...NOTHING_WANTED, words: "#sunday" })).toEqual({ hashtag: "sunday" });
  expect(askedOf({ ...NOTHING_WANTED, type: "image", from: "bo", chatId: "one" })).toEqual({
    type: "image",
    from: "bo",
    chatId: "one",
  });
});

it("takes both days into it", () => {
  const asked = askedOf({ ...NOTHING_WANTED, words: "ferry", since: "2026-11-30", until: "2026-11-30" });
  expect(asked).toEqual({
    q: "ferry",
    since: new Date("2026-11-30T00:00").toISOString(),
    until: new Date("2026-12-01T00:00").toISOString(),
  });
});

it("counts filters", () => {
  expect(filtersIn({ ...NOTHING_WANTED, words: "ferry" })).toBe(0);
  expect(filtersIn({ ...NOTHING_WANTED, type: "image", since: "2026-11-21" })).toBe(2);
});
