import { cx } from "./cx";

const SHAPES = {
  text: "rounded-sm",
  circle: "rounded-full",
  message: "rounded-message",
  picture: "rounded-picture",
};

type Props = { shape?: keyof typeof SHAPES; className: string };

/** Stands where something is about to be, in its size. The loading itself is announced once, by the region. */
export function Skeleton({ shape = "text", className }: Props) {
  return <span aria-hidden className={cx("block animate-breathe bg-line", SHAPES[shape], className)} />;
}
