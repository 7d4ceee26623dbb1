import { useRef, useState, type PointerEvent } from "react";
import { held, pinched, swipeOf, tapped, WHOLE, zoomedAt, type Point, type Size, type View } from "./zoom";

type Finger = { at: Point; startedAt: Point; time: number };

type Wishes = { onNext: () => void; onPrevious: () => void; onClose: () => void };

/** Two taps within this time (ms) and distance (px) are one double tap. */
const TAP_TIME = 300;
const TAP_REACH = 30;
const STILL = 8;

/** How large a picture of this shape is when it just fits. */
function fitted(ratio: number, frame: Size): Size {
  const width = Math.min(frame.width, frame.height * ratio);
  return { width, height: width / ratio };
}

/**
 * What fingers, a mouse and a wheel do with the picture that is shown: pinch, double tap, drag, swipe. `id` says which
 * one it is (another is shown whole again), `ratio` is its width by its height. `drag` is how far a finger has moved a picture that is shown whole.
 */
export function useGestures(id: string, ratio: number, { onNext, onPrevious, onClose }: Wishes) {
  const frame = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, Finger>());
  const lastTap = useRef<{ at: Point; time: number } | null>(null);
  const [view, setView] = useState(WHOLE);
  const [drag, setDrag] = useState<Point | null>(null);
  const [shownId, setShownId] = useState(id);
  if (shownId !== id) {
    setShownId(id);
    setView(WHOLE);
    setDrag(null);
  }

  const boxOf = () => frame.current?.getBoundingClientRect() ?? new DOMRect();
  /** From the middle of the frame. */
  const placeOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const box = boxOf();
    return { x: clientX - box.x - box.width / 2, y: clientY - box.y - box.height / 2 };
  };
  const keep = (next: View) => {
    const box = boxOf();
    setView(held(next, fitted(ratio, box), box));
  };
  const zoom = (factor: number, at: Point = { x: 0, y: 0 }) => {
    keep(zoomedAt(view, at, factor));
  };

  const tap = (at: Point, time: number) => {
    const last = lastTap.current;
    const isSecond =
      last !== null &&
      time - last.time < TAP_TIME &&
      Math.hypot(at.x - last.at.x, at.y - last.at.y) < TAP_REACH;
    lastTap.current = isSecond ? null : { at, time };
    if (isSecond) keep(tapped(view, at));
  };

  const release = (event: PointerEvent) => {
    const finger = fingers.current.get(event.pointerId);
    fingers.current.delete(event.pointerId);
    setDrag(null);
    if (finger === undefined || fingers.current.size > 0) return;
    const moved = { x: finger.at.x - finger.startedAt.x, y: finger.at.y - finger.startedAt.y };
    if (Math.hypot(moved.x, moved.y) < STILL) {
      tap(finger.at, event.timeStamp);
      return;
    }
    if (view.scale > 1) return;
    const time = Math.max(1, event.timeStamp - finger.time);
    const swipe = swipeOf(moved, { x: moved.x / time, y: moved.y / time });
    if (swipe === "next") onNext();
    else if (swipe === "previous") onPrevious();
    else if (swipe === "close") onClose();
  };

  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      // A video has controls of its own.
      if (event.button !== 0 || (event.target as HTMLElement).closest("video, button, a")) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const at = placeOf(event);
      fingers.current.set(event.pointerId, { at, startedAt: at, time: event.timeStamp });
    },
    onPointerMove: (event: PointerEvent) => {
      const finger = fingers.current.get(event.pointerId);
      if (finger === undefined) return;
      const before = finger.at;
      finger.at = placeOf(event);
      const other = [...fingers.current.values()].find((one) => one !== finger);
      if (other !== undefined) keep(pinched(view, [before, other.at], [finger.at, other.at]));
      else if (view.scale > 1)
        keep({ ...view, x: view.x + finger.at.x - before.x, y: view.y + finger.at.y - before.y });
      else setDrag({ x: finger.at.x - finger.startedAt.x, y: finger.at.y - finger.startedAt.y });
    },
    onPointerUp: release,
    onPointerCancel: (event: PointerEvent) => {
      fingers.current.delete(event.pointerId);
      setDrag(null);
    },
    onWheel: (event: { clientX: number; clientY: number; deltaY: number }) => {
      zoom(Math.exp(-event.deltaY / 300), placeOf(event));
    },
  };
  return { frame, handlers, view, drag, zoom };
}
