import { describe, expect, it } from "vitest";
import { held, pinched, swipeOf, tapped, WHOLE, zoomedAt } from "./zoom";

const FRAME = { width: 400, height: 800 };
const SHOWN = { width: 400, height: 300 };

describe("a picture", () => {
  it("stays under the finger that zooms it", () => {
    const at = { x: 50, y: -20 };
    const view = zoomedAt({ scale: 2, x: 10, y: 5 }, at, 1.5);
    // The place of the picture under the finger: (at - offset) / scale.
    expect((at.x - view.x) / view.scale).toBeCloseTo((at.x - 10) / 2);
    expect((at.y - view.y) / view.scale).toBeCloseTo((at.y - 5) / 2);
  });

  it("is never smaller than whole, nor larger than six times", () => {
    expect(zoomedAt(WHOLE, { x: 0, y: 0 }, 0.1).scale).toBe(1);
    expect(zoomedAt(WHOLE, { x: 0, y: 0 }, 100).scale).toBe(6);
  });

  it("cannot be pushed past its own edge", () => {
    expect(held({ scale: 1, x: 300, y: 300 }, SHOWN, FRAME)).toEqual({ scale: 1, x: 0, y: 0 });
    // At three times it is 1200 × 900: 400 to each side are spare, and 50 above and below.
    expect(held({ scale: 3, x: 999, y: -999 }, SHOWN, FRAME)).toEqual({ scale: 3, x: 400, y: -50 });
  });

  it("is near after a double tap, and whole after another", () => {
    const near = tapped(WHOLE, { x: 10, y: 10 });
    expect(near.scale).toBe(2.5);
    expect(tapped(near, { x: 0, y: 0 })).toEqual(WHOLE);
  });

  it("follows two fingers", () => {
    const apart = pinched(
      WHOLE,
      [
        { x: -50, y: 0 },
        { x: 50, y: 0 },
      ],
      [
        { x: -100, y: 0 },
        { x: 100, y: 0 },
      ],
    );
    expect(apart).toEqual({ scale: 2, x: 0, y: 0 });
    const moved = pinched(
      apart,
      [
        { x: 0, y: 0 },
        { x: 100, y: 0 },
      ],
      [
        { x: 0, y: 30 },
        { x: 100, y: 30 },
      ],
    );
    expect(moved).toEqual({ scale: 2, x: 0, y: 30 });
  });
});

it.each([
  [{ x: -100, y: 10 }, { x: -0.1, y: 0 }, "next"],
  [{ x: 100, y: 10 }, { x: 0.1, y: 0 }, "previous"],
  [{ x: -30, y: 10 }, { x: -0.9, y: 0 }, "next"],
  [{ x: -30, y: 10 }, { x: -0.1, y: 0 }, null],
  [{ x: 10, y: 100 }, { x: 0, y: 0.1 }, "close"],
  [{ x: 10, y: -100 }, { x: 0, y: -0.9 }, null],
] as const)("a finger that moved %o at %o means %s", (moved, speed, expected) => {
  expect(swipeOf(moved, speed)).toBe(expected);
});
