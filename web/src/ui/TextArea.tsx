import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";
import { Field, FIELD_BOX, splitFieldProps, type FieldProps } from "./Field";

type Props = FieldProps &
  Omit<ComponentProps<"textarea">, "className" | "id" | "required" | "value"> & { value: string };

/** The characters left at which the counter begins to be read out. */
const NEARLY_FULL = 20;

/** Grows with its text: an invisible copy of the text behind it gives the height. */
export function TextArea(props: Props) {
  const { t } = useTranslation("ui");
  const [field, textarea] = splitFieldProps(props);
  const { value, maxLength, rows = 3 } = textarea;
  const counter = maxLength !== undefined && (
    <span
      className="text-xs text-soft tabular-nums"
      aria-live={maxLength - value.length <= NEARLY_FULL ? "polite" : "off"}
      aria-label={t("charactersLeft", { count: maxLength - value.length })}
      role="status"
    >
      {value.length} / {maxLength}
    </span>
  );
  return (
    <Field {...field} aside={counter}>
      {(control) => (
        <div
          data-copy={value}
          className={cx(
            "grid text-field after:invisible after:px-4 after:py-3 after:break-words after:whitespace-pre-wrap",
            "after:content-[attr(data-copy)_'_'] after:[grid-area:1/1]",
          )}
        >
          <textarea
            {...textarea}
            {...control}
            rows={rows}
            className={cx(FIELD_BOX, "resize-none overflow-hidden py-3 [grid-area:1/1]")}
          />
        </div>
      )}
    </Field>
  );
}
