import { useEffect, useMemo, useRef, useState } from "react";
import { loudestOf } from "./recorder";

type Props = {
  /** From 0 to 100. */
  peaks: readonly number[];
  /** How much of it has been played, from 0 to 1. */
  played?: number;
};

const STEP = 4;
/** A line and the gap beside it, in pixels; with less they run into each other. */
const NARROWEST = 3.4;
const HEIGHT = 32;

/** The loudness of a recording: lines around a middle, those that were heard in ember. As many as there is room for. */
export function Waveform({ peaks, played = 0 }: Props) {
  const { frame, width } = useWidth();
  const shown = useMemo(() => {
    const room = Math.max(8, Math.floor(width / NARROWEST));
    return width === 0 || peaks.length <= room ? peaks : loudestOf(peaks, room);
  }, [peaks, width]);
  const lines = useMemo(
    () =>
      shown
        .map((peak, index) => {
          const half = Math.max(0.75, (Math.min(100, peak) / 100) * (HEIGHT / 2 - 1.5));
          return `M${index * STEP + STEP / 2} ${HEIGHT / 2 - half}v${half * 2}`;
        })
        .join(""),
    [shown],
  );
  const drawing = {
    viewBox: `0 0 ${shown.length * STEP} ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": true,
    strokeWidth: 2,
    strokeLinecap: "round",
  } as const;
  return (
    <span ref={frame} className="relative block h-8 w-full">
      <svg {...drawing} className="absolute inset-0 size-full stroke-edge">
        <path d={lines} vectorEffect="non-scaling-stroke" />
      </svg>
      <svg
        {...drawing}
        className="absolute inset-0 size-full stroke-ember"
        style={{ clipPath: `inset(0 ${(1 - played) * 100}% 0 0)` }}
      >
        <path d={lines} vectorEffect="non-scaling-stroke" />
      </svg>
    </span>
  );
}

function useWidth() {
  const frame = useRef<HTMLSpanElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(entry.contentRect.width);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
    };
  }, []);
  return { frame, width };
}
