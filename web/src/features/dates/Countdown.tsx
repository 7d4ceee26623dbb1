import type { ReactNode } from "react";
import { useNow } from "@/features/calls";
import { ProgressRing } from "@/ui/Progress";

type Props = {
  /** When the time is over; null as long as nobody knows. */
  until: string | null;
  /** How long it is in all, in seconds. */
  of: number;
  label: string;
  valueText: (seconds: number) => string;
  size?: number;
  children?: ReactNode;
};

/** A ring around something that is only there for a while. */
export function Countdown({ until, of, label, valueText, size, children }: Props) {
  const now = useNow();
  const left = until === null ? of : Math.min(of, Math.max(0, (Date.parse(until) - now) / 1000));
  return (
    <ProgressRing
      label={label}
      value={left / of}
      valueText={valueText(Math.round(left))}
      {...(size !== undefined && { size })}
    >
      {children}
    </ProgressRing>
  );
}
