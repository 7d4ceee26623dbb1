import { useRef, useState, type PointerEvent } from "react";
import { nearest, type Box } from "./order";

/** What is dragged: from which place, over which place, and how far from there it hovers, in pixels. */
export type Drag = { from: number; to: number; x: number; y: number };

type Hold = { pointer: number; x: number; y: number; boxes: readonly Box[] };

/** Further than this, and it is no longer a press, in pixels. */
const SLACK = 5;

/**
 * Lets the first `count` children of a list be dragged to another place. The places stay where they are while
 * something is dragged: what is shown in them is for whoever renders the list.
 */
export function useDragOrder(count: number, move: (from: number, to: number) => void) {
  const listRef = useRef<HTMLOListElement>(null);
  const hold = useRef<Hold | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);

  const end = () => {
    hold.current = null;
    setDrag(null);
  };
  const handlers = (from: number) => ({
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0 || count < 2 || listRef.current === null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const boxes = Array.from(listRef.current.children)
        .slice(0, count)
        .map((child) => child.getBoundingClientRect());
      hold.current = { pointer: event.pointerId, x: event.clientX, y: event.clientY, boxes };
    },
    onPointerMove: (event: PointerEvent) => {
      const held = hold.current;
      const box = held?.boxes[from];
      if (held?.pointer !== event.pointerId || box === undefined) return;
      const [x, y] = [event.clientX - held.x, event.clientY - held.y];
      if (drag === null && Math.hypot(x, y) < SLACK) return;
      const to = nearest(held.boxes, box.left + box.width / 2 + x, box.top + box.height / 2 + y);
      const over = held.boxes[to] ?? box;
      setDrag({ from, to, x: x - (over.left - box.left), y: y - (over.top - box.top) });
    },
    onPointerUp: () => {
      if (drag !== null && drag.to !== drag.from) move(drag.from, drag.to);
      end();
    },
    onPointerCancel: end,
  });
  return { listRef, drag, handlers };
}
