import type { LucideIcon } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "@/ui/cx";

type Props = Omit<ComponentProps<"button">, "className" | "children"> & {
  icon: LucideIcon;
  label: string;
  isOn?: boolean;
  busy?: boolean;
};

/** One of the few things that are done to a chat often: a picture over its name. */
export function Quick({ icon: Icon, label, isOn = false, busy = false, ...rest }: Props) {
  return (
    <button
      {...rest}
      type="button"
      aria-busy={busy || undefined}
      className={cx(
        "flex min-h-16 min-w-0 flex-col items-center justify-center gap-1 rounded-button px-1 text-xs font-strong transition-colors",
        isOn ? "bg-ember-wash text-ember-ink" : "bg-sunk hover:bg-ink/8",
      )}
    >
      <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      <span className="max-w-full truncate">{label}</span>
    </button>
  );
}
