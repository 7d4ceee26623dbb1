import { expect, it } from "vitest";
import { placesOf } from "./places";

it("lists what is open, in the order of an evening", () => {
  expect(placesOf(["bots", "chats", "conversations", "dates", "discovery", "payments"])).toEqual([
    "meet",
    "dates",
    "salons",
    "chats",
    "you",
  ]);
  expect(placesOf(["conversations"])).toEqual(["salons", "you"]);
});

it("always has a place for oneself", () => {
  expect(placesOf([])).toEqual(["you"]);
});
