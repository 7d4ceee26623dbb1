import { useRef, type PointerEvent } from "react";

/** How far (as a part of its height) or how fast (px/ms) a sheet must be pulled to close. */
const FAR_ENOUGH = 0.3;
const FAST_ENOUGH = 0.6;

type Drag = { sheet: HTMLDialogElement; startY: number; lastY: number; lastAt: number; speed: number };

/** Handlers for the top of a bottom sheet: it follows the finger down, then closes or springs back. */
export function useDragToClose(onClose: () => void) {
  const drag = useRef<Drag>(null);

  const release = (close: boolean) => {
    const sheet = drag.current?.sheet;
    drag.current = null;
    if (sheet === undefined) return;
    delete sheet.dataset["dragging"];
    if (close) onClose();
    sheet.style.removeProperty("--drag");
  };

  return {
    onPointerDown: ({ currentTarget, pointerId, clientY, timeStamp }: PointerEvent) => {
      const sheet = currentTarget.closest("dialog");
      // Where there is room the sheet stands at the side, and has nowhere to be pulled to.
      if (sheet === null || matchMedia("(min-width: 40rem)").matches) return;
      currentTarget.setPointerCapture(pointerId);
      drag.current = { sheet, startY: clientY, lastY: clientY, lastAt: timeStamp, speed: 0 };
      sheet.dataset["dragging"] = "";
    },
    onPointerMove: ({ clientY, timeStamp }: PointerEvent) => {
      const current = drag.current;
      if (current === null) return;
      const elapsed = timeStamp - current.lastAt;
      if (elapsed > 0) current.speed = (clientY - current.lastY) / elapsed;
      current.lastY = clientY;
      current.lastAt = timeStamp;
      current.sheet.style.setProperty("--drag", `${Math.max(0, clientY - current.startY)}px`);
    },
    onPointerUp: () => {
      const current = drag.current;
      if (current === null) return;
      const pulled = current.lastY - current.startY;
      release(pulled > current.sheet.offsetHeight * FAR_ENOUGH || current.speed > FAST_ENOUGH);
    },
    onPointerCancel: () => {
      release(false);
    },
  };
}
