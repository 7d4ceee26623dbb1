import { useRef, type PointerEvent } from "react";

/** How far, as a part of its width, or how fast (px/ms) a card must be thrown. */
const FAR_ENOUGH = 0.32;
const FAST_ENOUGH = 0.55;
/** Less than this is a tap. */
const SLACK = 8;
/** So far the card turns when it is as far away as it is wide, in degrees. */
const TURN = 16;

type Drag = { x: number; y: number; lastX: number; lastAt: number; speed: number; isMoving: boolean };

/** Moves a card by its style alone: nothing is rendered while a finger moves it. */
function place(card: HTMLElement, x: number, y: number) {
  const part = x / card.offsetWidth;
  card.style.transform = `translate3d(${x}px, ${y}px, 0) rotate(${part * TURN}deg)`;
  card.style.setProperty("--liked", String(Math.min(1, Math.max(0, part * 3))));
  card.style.setProperty("--passed", String(Math.min(1, Math.max(0, -part * 3))));
}

export function settle(card: HTMLElement) {
  card.style.removeProperty("transform");
  card.style.removeProperty("--liked");
  card.style.removeProperty("--passed");
}

/** Handlers for a card that follows the finger, and is thrown to the right or to the left, or springs back. */
export function useSwipe(onThrown: (side: "right" | "left") => void) {
  const drag = useRef<Drag>(null);

  const release = (card: HTMLElement, isOver: boolean) => {
    const current = drag.current;
    drag.current = null;
    delete card.dataset["dragging"];
    if (current?.isMoving !== true) return;
    const moved = current.lastX - current.x;
    const isThrown =
      Math.abs(moved) > card.offsetWidth * FAR_ENOUGH ||
      (Math.abs(current.speed) > FAST_ENOUGH && Math.sign(current.speed) === Math.sign(moved));
    if (isOver && isThrown) onThrown(moved > 0 ? "right" : "left");
    else settle(card);
  };

  return {
    onPointerDown: ({ isPrimary, button, clientX, clientY, timeStamp }: PointerEvent<HTMLElement>) => {
      if (!isPrimary || button !== 0) return;
      drag.current = {
        x: clientX,
        y: clientY,
        lastX: clientX,
        lastAt: timeStamp,
        speed: 0,
        isMoving: false,
      };
    },
    onPointerMove: ({ currentTarget, pointerId, clientX, clientY, timeStamp }: PointerEvent<HTMLElement>) => {
      const current = drag.current;
      if (current === null) return;
      if (!current.isMoving) {
        if (Math.abs(clientX - current.x) < SLACK) return;
        current.isMoving = true;
        currentTarget.setPointerCapture(pointerId);
        currentTarget.dataset["dragging"] = "";
      }
      const elapsed = timeStamp - current.lastAt;
      if (elapsed > 0) current.speed = (clientX - current.lastX) / elapsed;
      current.lastX = clientX;
      current.lastAt = timeStamp;
      place(currentTarget, clientX - current.x, (clientY - current.y) * 0.35);
    },
    onPointerUp: ({ currentTarget }: PointerEvent<HTMLElement>) => {
      release(currentTarget, true);
    },
    onPointerCancel: ({ currentTarget }: PointerEvent<HTMLElement>) => {
      release(currentTarget, false);
    },
  };
}
