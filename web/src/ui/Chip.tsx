import type { LucideIcon } from "lucide-react";
import { useId, type ReactNode } from "react";
import { cx } from "./cx";
import { Legend } from "./Choice";
import type { Option } from "./Select";

const TONES = {
  plain: "bg-sunk text-ink",
  ember: "bg-ember-wash text-ember-ink",
  sage: "bg-sage-wash text-sage",
  honey: "bg-honey-wash text-ink",
  picture: "bg-picture-chip text-on-picture backdrop-blur-md",
};

/** A short fact about somebody or something. */
export function Chip({
  tone = "plain",
  icon: Icon,
  children,
}: {
  tone?: keyof typeof TONES;
  icon?: LucideIcon;
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 rounded-full px-3 py-1 text-xs font-strong whitespace-nowrap",
        TONES[tone],
      )}
    >
      {Icon && <Icon aria-hidden className="size-3.5" strokeWidth={1.75} />}
      {children}
    </span>
  );
}

type ChoiceChipsProps<Value extends string> = {
  legend: string;
  legendHidden?: boolean;
  options: readonly Option<Value>[];
  values: readonly Value[];
  onChange: (values: Value[]) => void;
  /** How many may be chosen at once. */
  max?: number;
};

/** Any number of short choices, such as interests. */
export function ChoiceChips<Value extends string>({
  legend,
  legendHidden,
  options,
  values,
  onChange,
  max = Infinity,
}: ChoiceChipsProps<Value>) {
  const name = useId();
  return (
    <fieldset>
      <Legend hidden={legendHidden}>{legend}</Legend>
      <div className="flex flex-wrap gap-2">
        {options.map(({ value, label }) => {
          const checked = values.includes(value);
          return (
            <label
              key={value}
              className="relative inline-flex min-h-touch press items-center rounded-full border border-edge bg-card px-4 text-sm font-strong has-checked:border-ember-ink has-checked:bg-ember-wash has-checked:text-ember-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ember-ink has-disabled:opacity-50"
            >
              <input
                type="checkbox"
                name={name}
                value={value}
                checked={checked}
                disabled={!checked && values.length >= max}
                onChange={() => {
                  onChange(checked ? values.filter((other) => other !== value) : [...values, value]);
                }}
                className="sr-only"
              />
              {label}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
