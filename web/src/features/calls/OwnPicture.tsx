import { MicOff, ScreenShare } from "lucide-react";
import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import type { SelfView } from "./engine/self";
import { useStream } from "./useCalls";

/** A corner: whether it is at the right, and whether it is below. */
type Corner = { right: boolean; below: boolean };
type Drag = { pointer: number; fromX: number; fromY: number; x: number; y: number };

const AFTER: Record<string, Partial<Corner>> = {
  ArrowLeft: { right: false },
  ArrowRight: { right: true },
  ArrowUp: { below: false },
  ArrowDown: { below: true },
};
/** Less than this is a press, and no pull. */
const SLACK = 6;

const around = ({ right, below }: Corner): Corner =>
  right === below ? { right: !right, below } : { right, below: !below };

/** What the others see of oneself: in the corner in which it is in nobody's way. */
export function OwnPicture({ self: { camera, screen, isMuted } }: { self: SelfView }) {
  const { t } = useTranslation("calls");
  const { corner, drag, handlers } = useCorner();
  const element = useStream<HTMLVideoElement>(camera);
  if (camera === null && screen === null) return null;
  const style = {
    left: corner.right ? "calc(100% - var(--own-w) - var(--own-gap))" : "var(--own-gap)",
    top: corner.below ? "calc(100% - var(--own-h) - var(--own-gap))" : "var(--own-gap)",
    ...(drag !== null && { transform: `translate(${drag.x}px, ${drag.y}px)` }),
  };
  return (
    <button
      {...handlers}
      type="button"
      aria-label={t("own.label")}
      data-corner={`${corner.below ? "bottom" : "top"}-${corner.right ? "right" : "left"}`}
      style={style}
      className={cx(
        "absolute z-10 h-(--own-h) w-(--own-w) touch-none overflow-clip rounded-button bg-paper shadow-floating",
        "[--own-gap:1.25rem] [--own-h:9rem] [--own-w:6.5rem] sm:[--own-gap:1.75rem] sm:[--own-h:8rem] sm:[--own-w:11rem]",
        drag === null
          ? "cursor-grab transition-[left,top,transform] duration-250 ease-spring"
          : "cursor-grabbing",
      )}
    >
      <video
        ref={element}
        muted
        playsInline
        tabIndex={-1}
        aria-hidden
        className={cx("size-full -scale-x-100 object-cover", camera === null && "hidden")}
      />
      {camera === null && (
        <span className="grid size-full place-items-center">
          <ScreenShare aria-hidden className="size-7 text-soft" strokeWidth={1.75} />
        </span>
      )}
      {isMuted && (
        <span className="absolute start-1.5 bottom-1.5 grid size-7 place-items-center rounded-full bg-night/80">
          <MicOff aria-hidden className="size-4 text-honey" strokeWidth={2} />
        </span>
      )}
    </button>
  );
}

/** Moves with the finger, and comes to rest in the nearest corner. */
function useCorner() {
  const [corner, setCorner] = useState<Corner>({ right: true, below: true });
  const [drag, setDrag] = useState<Drag | null>(null);
  const wasPulled = useRef(false);
  const rest = ({ currentTarget }: PointerEvent<HTMLElement>) => {
    if (drag === null) return;
    wasPulled.current = Math.hypot(drag.x, drag.y) > SLACK;
    setDrag(null);
    const room = currentTarget.parentElement?.getBoundingClientRect();
    const box = currentTarget.getBoundingClientRect();
    if (!wasPulled.current || room === undefined) return;
    setCorner({
      right: box.left + box.width / 2 > room.left + room.width / 2,
      below: box.top + box.height / 2 > room.top + room.height / 2,
    });
  };
  const handlers = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDrag({ pointer: event.pointerId, fromX: event.clientX, fromY: event.clientY, x: 0, y: 0 });
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      if (drag?.pointer !== event.pointerId) return;
      setDrag({ ...drag, x: event.clientX - drag.fromX, y: event.clientY - drag.fromY });
    },
    onPointerUp: rest,
    onPointerCancel: rest,
    onClick: () => {
      if (!wasPulled.current) setCorner(around(corner));
      wasPulled.current = false;
    },
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => {
      const change = AFTER[event.key];
      if (change === undefined) return;
      event.preventDefault();
      setCorner({ ...corner, ...change });
    },
  };
  return { corner, drag, handlers };
}
