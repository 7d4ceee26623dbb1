/** How a picture is shown: how large, and how far its middle is from the middle of the screen, in pixels. */
export type View = { scale: number; x: number; y: number };
export type Point = { x: number; y: number };
export type Size = { width: number; height: number };

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
const LARGEST = 6;
const TAPPED = 2.5;

const between = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value));

/** No further than its own edge: `shown` is the picture at scale 1, `frame` what it is seen through. */
export function held({ scale, x, y }: View, shown: Size, frame: Size): View {
  const size = between(1, scale, LARGEST);
  const spareX = Math.max(0, (shown.width * size - frame.width) / 2);
  const spareY = Math.max(0, (shown.height * size - frame.height) / 2);
  return { scale: size, x: between(-spareX, x, spareX), y: between(-spareY, y, spareY) };
}

/** Larger or smaller, while the place under `at` (from the middle of the frame) stays where it is. */
export function zoomedAt(view: View, at: Point, factor: number): View {
  const scale = between(1, view.scale * factor, LARGEST);
  const grown = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown };
}

/** What a double tap does: near to that place, or the whole again. */
export const tapped = (view: View, at: Point): View =>
  view.scale > 1.05 ? WHOLE : zoomedAt(view, at, TAPPED);

/** What two fingers do that were at `before` and are at `after`. */
export function pinched(view: View, before: readonly [Point, Point], after: readonly [Point, Point]): View {
  const from = middleOf(before);
  const to = middleOf(after);
  const apart = Math.max(1, distance(before));
  const zoomed = zoomedAt(view, from, distance(after) / apart);
  return { ...zoomed, x: zoomed.x + to.x - from.x, y: zoomed.y + to.y - from.y };
}

const middleOf = ([one, other]: readonly [Point, Point]): Point => ({
  x: (one.x + other.x) / 2,
  y: (one.y + other.y) / 2,
});
const distance = ([one, other]: readonly [Point, Point]) => Math.hypot(one.x - other.x, one.y - other.y);

export type Swipe = "next" | "previous" | "close" | null;

const FAR = 70;
const FAST = 0.5;

/** What a finger meant that moved so far (px), so fast (px/ms), over a picture that is shown whole. */
export function swipeOf(moved: Point, speed: Point): Swipe {
  if (Math.abs(moved.x) > Math.abs(moved.y)) {
    if (Math.abs(moved.x) < FAR && Math.abs(speed.x) < FAST) return null;
    return moved.x < 0 ? "next" : "previous";
  }
  return moved.y > FAR || speed.y > FAST ? "close" : null;
}
