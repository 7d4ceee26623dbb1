import type { ReactNode } from "react";
import { cx } from "./cx";

type BarProps = {
  label: string;
  /** 0 to 1; leave it out while nobody knows. */
  value?: number;
};

export function ProgressBar({ label, value }: BarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === undefined ? undefined : Math.round(value * 100)}
      className="h-1.5 overflow-clip rounded-full bg-line"
    >
      <div
        className={cx(
          "h-full rounded-full bg-ember transition-[width] duration-250",
          value === undefined && "w-2/5 animate-pass",
        )}
        style={value === undefined ? undefined : { width: `${value * 100}%` }}
      />
    </div>
  );
}

type RingProps = {
  label: string;
  /** What is left, 1 to 0. */
  value: number;
  /** The same in words, such as "2:40 left". */
  valueText: string;
  size?: number;
  children?: ReactNode;
};

const RADIUS = 17;

/** Time that is running out, without hurry: the honey ring of a timed date. */
export function ProgressRing({ label, value, valueText, size = 44, children }: RingProps) {
  return (
    <span
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(value * 100)}
      aria-valuetext={valueText}
      className="relative inline-grid shrink-0 place-items-center"
      style={{ width: size, height: size }}
    >
      <svg viewBox="0 0 40 40" aria-hidden className="absolute inset-0 -rotate-90 fill-none">
        <circle cx="20" cy="20" r={RADIUS} strokeWidth="3.5" className="stroke-honey/25" />
        <circle
          cx="20"
          cy="20"
          r={RADIUS}
          strokeWidth="3.5"
          strokeLinecap="round"
          pathLength="1"
          strokeDasharray="1 1"
          strokeDashoffset={1 - value}
          className="stroke-honey transition-[stroke-dashoffset] duration-1000 ease-linear"
        />
      </svg>
      {children}
    </span>
  );
}
