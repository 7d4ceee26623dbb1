import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/ui/cx";

type Props = {
  face: ReactNode;
  name: string;
  detail?: string | null;
  /** Undefined where one press is the choice. */
  isChosen?: boolean | undefined;
  disabled?: boolean;
  onPick: () => void;
};

/** Somebody, or a chat, to be chosen from a list. */
export function PickRow({ face, name, detail = null, isChosen, disabled = false, onPick }: Props) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={isChosen}
        disabled={disabled}
        onClick={onPick}
        className="flex min-h-14 w-full items-center gap-3 rounded-button px-2 text-start not-disabled:hover:bg-ink/5 disabled:opacity-50"
      >
        {face}
        <span className="min-w-0 grow">
          <bdi className="block truncate font-strong">{name}</bdi>
          {detail !== null && <span className="block truncate text-sm text-soft">{detail}</span>}
        </span>
        {isChosen !== undefined && (
          <span
            aria-hidden
            className={cx(
              "grid size-6 shrink-0 place-items-center rounded-full border",
              isChosen ? "border-ember bg-ember text-on-ember" : "border-edge",
            )}
          >
            {isChosen && <Check className="size-4" strokeWidth={2.5} />}
          </span>
        )}
      </button>
    </li>
  );
}
