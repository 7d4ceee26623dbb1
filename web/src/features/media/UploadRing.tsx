import { X } from "lucide-react";
import { cx } from "@/ui/cx";

type Props = {
  label: string;
  /** 0 to 1; null while nobody knows. */
  value: number | null;
  cancelLabel: string;
  onCancel: () => void;
};

const RADIUS = 20;

/** How far it is, around the button that ends it. */
export function UploadRing({ label, value, cancelLabel, onCancel }: Props) {
  return (
    <span className="relative grid size-14 place-items-center rounded-full bg-picture-chip text-on-picture">
      <span
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={value === null ? undefined : Math.round(value * 100)}
        className="absolute inset-0"
      >
        <svg
          viewBox="0 0 44 44"
          aria-hidden
          className={cx("size-full -rotate-90 fill-none stroke-current", value === null && "animate-spin")}
        >
          <circle cx="22" cy="22" r={RADIUS} strokeWidth="2.5" className="opacity-25" />
          <circle
            cx="22"
            cy="22"
            r={RADIUS}
            strokeWidth="2.5"
            strokeLinecap="round"
            pathLength="1"
            strokeDasharray="1 1"
            strokeDashoffset={1 - (value === null ? 0.28 : Math.max(0.03, value))}
            className="transition-[stroke-dashoffset] duration-250"
          />
        </svg>
      </span>
      <button
        type="button"
        aria-label={cancelLabel}
        onClick={onCancel}
        className="relative grid size-touch press place-items-center rounded-full focus-visible:outline-on-picture"
      >
        <X aria-hidden className="size-5" strokeWidth={2} />
      </button>
    </span>
  );
}
