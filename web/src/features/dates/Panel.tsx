import type { LucideIcon } from "lucide-react";
import { cx } from "@/ui/cx";

/** Of what asks at once: on phones all of the screen, elsewhere a card above the page. */
export const PANEL = cx(
  "modal overflow-clip rounded-none text-on-picture shadow-lifted evening-light",
  "m-0 size-full max-h-none max-w-none [--away:0_-16px]",
  "sm:m-4 sm:mx-auto sm:h-fit sm:w-104 sm:rounded-card",
);

/** What stands in it: its parts apart on phones, close together where there is room. */
export const INSIDE =
  "flex size-full flex-col items-center justify-between gap-8 px-6 pt-[max(4rem,env(safe-area-inset-top))] pb-[max(2.5rem,env(safe-area-inset-bottom))] text-center sm:py-9";

type ChoiceProps = {
  icon: LucideIcon;
  label: string;
  look: string;
  isBusy?: boolean;
  onClick: () => void;
};

/** One of a few answers, large enough to be hit without looking. */
export function Choice({ icon: Icon, label, look, isBusy = false, onClick }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-busy={isBusy || undefined}
      onClick={isBusy ? undefined : onClick}
      className="group flex w-24 press flex-col items-center gap-2 text-xs aria-busy:opacity-60"
    >
      <span
        className={cx(
          "grid size-14 place-items-center rounded-full transition-[filter] group-hover:brightness-110",
          look,
        )}
      >
        <Icon aria-hidden className="size-6" strokeWidth={1.75} />
      </span>
      <span className="text-center">{label}</span>
    </button>
  );
}
