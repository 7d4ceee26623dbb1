import type { LucideIcon } from "lucide-react";
import { useId, type CSSProperties } from "react";
import { Legend, type ChoiceProps } from "./Choice";
import type { Option } from "./Select";

type Props<Value extends string> = Omit<ChoiceProps<Value>, "options" | "value"> & {
  value: Value;
  options: readonly (Option<Value> & { icon?: LucideIcon })[];
};

/** Two to four short choices side by side; a set of radio buttons to everybody who does not see it. */
export function SegmentedControl<Value extends string>({
  legend,
  legendHidden,
  options,
  value,
  onChange,
}: Props<Value>) {
  const name = useId();
  const chosen = options.findIndex((option) => option.value === value);
  return (
    <fieldset>
      <Legend hidden={legendHidden}>{legend}</Legend>
      <div className="relative grid auto-cols-fr grid-flow-col rounded-button bg-sunk p-1">
        <span
          aria-hidden
          className="absolute inset-y-1 start-1 translate-x-(--along) rounded-field border border-line bg-card transition-[translate] duration-250 ease-spring rtl:-translate-x-(--along)"
          style={
            {
              width: `calc((100% - 0.5rem) / ${options.length})`,
              "--along": `${chosen * 100}%`,
            } as CSSProperties
          }
        />
        {options.map(({ value: optionValue, label, icon: Icon }) => (
          <label
            key={optionValue}
            className="relative flex min-h-touch items-center justify-center gap-2 rounded-field px-3 text-sm font-strong text-soft transition-colors has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-ember-ink"
          >
            <input
              type="radio"
              name={name}
              value={optionValue}
              checked={optionValue === value}
              onChange={() => {
                onChange(optionValue);
              }}
              className="sr-only"
            />
            {Icon && <Icon aria-hidden className="size-4.5 shrink-0" strokeWidth={1.75} />}
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
