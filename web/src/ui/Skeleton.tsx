import { cx } from "./cx";

/** Stands where something is about to be, in its size. The loading itself is announced once, by the region. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden className={cx("block animate-breathe rounded-sm bg-line", className)} />;
}
