import type { LucideIcon } from "lucide-react";
import type { ComponentProps, MouseEvent } from "react";
import { cx } from "./cx";
import { Spinner } from "./Spinner";

const VARIANTS = {
  primary: "bg-ember text-on-ember not-disabled:hover:bg-ember-ink",
  secondary: "border border-line bg-card text-ink not-disabled:hover:border-edge",
  quiet: "text-ink not-disabled:hover:bg-ink/7",
  /** On a ground of ink. */
  inverse: "text-paper not-disabled:hover:bg-paper/12 focus-visible:outline-paper",
  danger: "bg-danger text-on-danger not-disabled:hover:bg-danger/88",
};

const SIZES = {
  sm: "min-h-9 px-3.5 text-sm pointer-coarse:min-h-touch",
  md: "min-h-touch px-5",
  lg: "min-h-13 px-7 text-lg",
};

const ICON_SIZES = {
  sm: "size-9 pointer-coarse:size-touch",
  md: "size-touch",
  lg: "size-14",
};

export type ButtonVariant = keyof typeof VARIANTS;
export type ButtonSize = keyof typeof SIZES;

type Look = { variant?: ButtonVariant | undefined; size?: ButtonSize | undefined };

/** The look of a button, for what behaves as a link. */
export function buttonClass({ variant = "secondary", size = "md" }: Look = {}): string {
  return cx(
    "relative inline-flex press items-center justify-center gap-2 rounded-button font-strong select-none",
    "disabled:opacity-50",
    VARIANTS[variant],
    SIZES[size],
  );
}

export type ButtonProps = Omit<ComponentProps<"button">, "className"> &
  Look & { icon?: LucideIcon; loading?: boolean; wide?: boolean };

/** While `loading` it keeps its width and its focus, and ignores further presses. */
export function Button({
  variant,
  size,
  icon: Icon,
  loading = false,
  wide = false,
  onClick,
  type = "button",
  children,
  ...rest
}: ButtonProps) {
  const handleClick = (event: MouseEvent<HTMLButtonElement>) => {
    if (loading) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      onClick={handleClick}
      aria-busy={loading || undefined}
      aria-disabled={loading || rest["aria-disabled"]}
      className={cx(buttonClass({ variant, size }), wide && "w-full")}
    >
      {loading && <Spinner silent className="absolute" />}
      <span className={cx("inline-flex items-center gap-2", loading && "opacity-0")}>
        {Icon && <Icon aria-hidden className="size-[1.2em] shrink-0" strokeWidth={1.75} />}
        {children}
      </span>
    </button>
  );
}

export type IconButtonProps = Omit<ComponentProps<"button">, "className" | "children"> &
  Look & { icon: LucideIcon; label: string; round?: boolean; filled?: boolean };

/** A button that is only a picture; `label` is its name for everybody who does not see it. */
export function IconButton({
  variant = "quiet",
  size = "md",
  icon: Icon,
  label,
  round = true,
  filled = false,
  type = "button",
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      className={cx(
        "inline-flex shrink-0 press items-center justify-center disabled:opacity-50",
        round ? "rounded-full" : "rounded-button",
        VARIANTS[variant],
        ICON_SIZES[size],
      )}
    >
      <Icon
        aria-hidden
        className={size === "lg" ? "size-6" : "size-5"}
        strokeWidth={1.75}
        fill={filled ? "currentColor" : "none"}
      />
    </button>
  );
}
