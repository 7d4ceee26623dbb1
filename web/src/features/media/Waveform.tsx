import { useMemo } from "react";

type Props = {
  /** From 0 to 100. */
  peaks: readonly number[];
  /** How much of it has been played, from 0 to 1. */
  played?: number;
};

const STEP = 4;
const HEIGHT = 32;

/** The loudness of a recording: lines around a middle, those that were heard in ember. */
export function Waveform({ peaks, played = 0 }: Props) {
  const lines = useMemo(
    () =>
      peaks
        .map((peak, index) => {
          const half = Math.max(0.75, (Math.min(100, peak) / 100) * (HEIGHT / 2 - 1.5));
          return `M${index * STEP + STEP / 2} ${HEIGHT / 2 - half}v${half * 2}`;
        })
        .join(""),
    [peaks],
  );
  const drawing = {
    viewBox: `0 0 ${peaks.length * STEP} ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": true,
    strokeWidth: 2,
    strokeLinecap: "round",
  } as const;
  return (
    <span className="relative block h-8 w-full">
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
