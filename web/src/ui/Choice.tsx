import { Check } from "lucide-react";
import { useId, useState, type ComponentProps, type ReactNode } from "react";
import { cx } from "./cx";
import type { Option } from "./Select";

type ToggleProps = Omit<ComponentProps<"input">, "className" | "type" | "children"> & {
  label: ReactNode;
  hint?: string;
};

const ROW = "flex min-h-touch items-center gap-3 has-disabled:opacity-50";

function Text({ label, hint, hintId }: { label: ReactNode; hint: string | undefined; hintId: string }) {
  return (
    <span className="py-1.5">
      <span className="block">{label}</span>
      {hint !== undefined && (
        <span id={hintId} className="block text-sm text-soft">
          {hint}
        </span>
      )}
    </span>
  );
}

export function Checkbox({ label, hint, ...input }: ToggleProps) {
  const hintId = useId();
  return (
    <label className={ROW}>
      <span className="relative grid size-6 shrink-0 place-items-center">
        <input
          {...input}
          type="checkbox"
          aria-describedby={hint === undefined ? undefined : hintId}
          className="peer absolute inset-0 appearance-none rounded-sm border border-edge bg-sunk transition-colors checked:border-ember checked:bg-ember"
        />
        <Check
          aria-hidden
          strokeWidth={2.5}
          className="pointer-events-none relative size-4 scale-50 text-on-ember opacity-0 transition peer-checked:scale-100 peer-checked:opacity-100"
        />
      </span>
      <Text label={label} hint={hint} hintId={hintId} />
    </label>
  );
}

/** Something that is on or off at once, without a button that saves it. */
export function Switch({ label, hint, checked, onChange, ...input }: ToggleProps) {
  const hintId = useId();
  // It moves with the finger: who decides about `checked` may take a moment.
  const [told, setTold] = useState(checked);
  const [shown, setShown] = useState(checked);
  if (told !== checked) {
    setTold(checked);
    setShown(checked);
  }
  return (
    <label className={cx(ROW, "justify-between gap-6")}>
      <Text label={label} hint={hint} hintId={hintId} />
      <span className="relative inline-flex shrink-0">
        <input
          {...input}
          {...(shown !== undefined && { checked: shown })}
          onChange={(event) => {
            if (checked !== undefined) setShown(event.target.checked);
            onChange?.(event);
          }}
          type="checkbox"
          role="switch"
          aria-describedby={hint === undefined ? undefined : hintId}
          className="peer h-8 w-13 appearance-none rounded-full border border-edge bg-sunk transition-colors checked:border-ember checked:bg-ember"
        />
        <span
          aria-hidden
          className="pointer-events-none absolute start-1 top-1 size-6 rounded-full bg-edge transition-[translate,background-color] duration-250 ease-spring peer-checked:translate-x-5 peer-checked:bg-on-ember rtl:peer-checked:-translate-x-5"
        />
      </span>
    </label>
  );
}

export type ChoiceProps<Value extends string> = {
  legend: string;
  legendHidden?: boolean;
  options: readonly (Option<Value> & { hint?: string })[];
  value: Value | null;
  onChange: (value: Value) => void;
};

export function Legend({ hidden = false, children }: { hidden?: boolean | undefined; children: string }) {
  return <legend className={hidden ? "sr-only" : "mb-1.5 text-sm font-strong"}>{children}</legend>;
}

export function RadioGroup<Value extends string>({
  legend,
  legendHidden,
  options,
  value,
  onChange,
}: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset>
      <Legend hidden={legendHidden}>{legend}</Legend>
      {options.map((option) => {
        const hintId = `${name}-${option.value}`;
        return (
          <label key={option.value} className={ROW}>
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => {
                onChange(option.value);
              }}
              aria-describedby={option.hint === undefined ? undefined : hintId}
              className="size-6 shrink-0 appearance-none rounded-full border border-edge bg-sunk transition-[border] checked:border-7 checked:border-ember checked:bg-on-ember"
            />
            <Text label={option.label} hint={option.hint} hintId={hintId} />
          </label>
        );
      })}
    </fieldset>
  );
}
