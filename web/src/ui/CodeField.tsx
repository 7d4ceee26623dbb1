import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Field, splitFieldProps, type FieldProps } from "./Field";

type Props = FieldProps &
  Omit<ComponentProps<"input">, "className" | "id" | "required" | "value" | "onChange"> & {
    value: string;
    length?: number;
    onChange: (code: string) => void;
    /** Called once all digits are there. */
    onComplete?: (code: string) => void;
  };

/** A one-time code. It is one input, so pasting, autofill and screen readers just work; the boxes are drawn. */
export function CodeField({ length = 6, onChange, onComplete, ...props }: Props) {
  const [field, input] = splitFieldProps(props);
  const { value } = input;
  return (
    <Field {...field}>
      {(control) => (
        <div className="group relative flex w-full max-w-76 gap-2">
          <input
            {...input}
            {...control}
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern={`[0-9]{${length}}`}
            onChange={({ target }) => {
              const code = target.value.replace(/\D/g, "").slice(0, length);
              onChange(code);
              if (code.length === length && code !== value) onComplete?.(code);
            }}
            className="absolute inset-0 z-1 rounded-field bg-transparent text-field text-transparent caret-transparent outline-none selection:bg-transparent selection:text-transparent"
          />
          {Array.from({ length }, (_, place) => (
            <span
              key={place}
              aria-hidden
              className={cx(
                "flex h-14 min-w-0 flex-1 items-center justify-center rounded-field border bg-sunk text-xl font-strong tabular-nums transition-colors",
                field.error === undefined ? "border-edge" : "border-danger",
                place === Math.min(value.length, length - 1) &&
                  "group-has-focus-visible:border-ember-ink group-has-focus-visible:outline group-has-focus-visible:-outline-offset-1 group-has-focus-visible:outline-ember-ink",
              )}
            >
              {value[place]}
            </span>
          ))}
        </div>
      )}
    </Field>
  );
}
