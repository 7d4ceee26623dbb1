import type { ReactNode } from "react";
import { cx } from "@/ui/cx";

type Props = {
  isOwn: boolean;
  starts: boolean;
  ends: boolean;
  /** Who spoke, where that is not plain. */
  name?: ReactNode;
  foot: ReactNode;
  /** A picture fills it to the edge. */
  isBare?: boolean;
  children: ReactNode;
};

/** What somebody said, with its corners where it belongs to what is before and after it. */
export function Bubble({ isOwn, starts, ends, name, foot, isBare = false, children }: Props) {
  return (
    <div
      className={cx(
        "relative max-w-full min-w-22 overflow-clip rounded-message",
        isOwn ? "bg-ember-wash" : "border bg-card",
        isOwn ? !starts && "rounded-se-sm" : !starts && "rounded-ss-sm",
        isOwn ? !ends && "rounded-ee-sm" : !ends && "rounded-es-sm",
        isBare ? "p-1" : "px-3.5 py-2",
      )}
    >
      {name !== undefined && (
        <p className={cx("truncate text-sm font-strong text-ember-ink", isBare && "px-2.5 pt-1")} dir="auto">
          {name}
        </p>
      )}
      {children}
      <p
        className={cx(
          "mt-0.5 flex items-center justify-end gap-1 text-xs text-soft tabular-nums",
          isBare && "px-2.5 pb-1",
        )}
      >
        {foot}
      </p>
    </div>
  );
}

/** A row of the history: one's own to the right, those of others to the left, with room for a face. */
export function Line({ isOwn, starts, children }: { isOwn: boolean; starts: boolean; children: ReactNode }) {
  return (
    <div
      className={cx(
        "mx-auto flex w-full max-w-3xl items-end gap-2",
        isOwn ? "justify-end" : "justify-start",
        starts ? "pt-2.5" : "pt-0.75",
      )}
    >
      {children}
    </div>
  );
}
