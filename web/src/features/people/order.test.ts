import { expect, test } from "vitest";
import { moved, nearest, placeByKey } from "./order";

test.each([
  [0, 2, ["b", "c", "a", "d"]],
  [3, 0, ["d", "a", "b", "c"]],
  [1, 1, ["a", "b", "c", "d"]],
  [1, 99, ["a", "c", "d", "b"]],
  [9, 0, ["a", "b", "c", "d"]],
])("what stands at %i moves to %i", (from, to, expected) => {
  const before = ["a", "b", "c", "d"];
  expect(moved(before, from, to)).toEqual(expected);
  expect(before).toEqual(["a", "b", "c", "d"]);
});

test.each([
  ["ArrowRight", 0, 1],
  ["ArrowLeft", 0, null],
  ["ArrowDown", 1, 4],
  ["ArrowDown", 3, null],
  ["ArrowUp", 4, 1],
  ["Home", 3, 0],
  ["Home", 0, null],
  ["End", 0, 4],
  ["a", 0, null],
])("%s at %i leads to %s in a grid of three columns", (key, from, to) => {
  expect(placeByKey(key, from, 5, 3)).toBe(to);
});

test("the nearest box is the one under the finger, also in the gap between two", () => {
  const boxes = [0, 100, 200].map((left) => ({ left, top: 0, width: 90, height: 120 }));
  expect(nearest(boxes, 44, 60)).toBe(0);
  expect(nearest(boxes, 96, 60)).toBe(1);
  expect(nearest(boxes, 500, 400)).toBe(2);
});
