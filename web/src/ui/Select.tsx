import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { cx } from "./cx";
import { Field, FIELD_BOX, splitFieldProps, type FieldProps } from "./Field";

export type Option<Value extends string = string> = { value: Value; label: string };

type Props = FieldProps &
  Omit<ComponentProps<"select">, "className" | "id" | "required" | "children"> & {
    options: readonly Option[];
    placeholder?: string;
  };

/** The browser's own select: on a phone nothing drawn by hand is as good. */
export function Select({ options, placeholder, ...props }: Props) {
  const [field, select] = splitFieldProps(props);
  return (
    <Field {...field}>
      {(control) => (
        <div className="relative">
          <select {...select} {...control} className={cx(FIELD_BOX, "h-12 appearance-none pe-11")}>
            {placeholder !== undefined && <option value="">{placeholder}</option>}
            {options.map(({ value, label }) => (
              <option key={value} value={value} className="bg-card text-ink">
                {label}
              </option>
            ))}
          </select>
          <ChevronDown
            aria-hidden
            className="pointer-events-none absolute end-3.5 top-1/2 size-5 -translate-y-1/2 text-soft"
            strokeWidth={1.75}
          />
        </div>
      )}
    </Field>
  );
}
