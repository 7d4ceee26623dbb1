import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";

const TONES = {
  plain: "bg-sunk text-ink",
  honey: "bg-honey-wash text-ink",
  danger: "bg-danger-wash text-danger",
  sage: "bg-sage-wash text-sage",
};

type Props = { tone?: keyof typeof TONES; icon?: LucideIcon; children: ReactNode; action?: ReactNode };

/** A state of the whole page that one should know while it lasts. */
export function Banner({ tone = "plain", icon: Icon, children, action }: Props) {
  return (
    <div
      role="status"
      className={cx("flex min-h-touch items-center gap-3 rounded-field px-4 py-2 text-sm", TONES[tone])}
    >
      {Icon && <Icon aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />}
      <div className="grow">{children}</div>
      {action}
    </div>
  );
}
