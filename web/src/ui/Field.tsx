import { CircleAlert } from "lucide-react";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "./cx";

/** What a control needs so that its label, hint and error are its own. */
export type ControlProps = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
  required: boolean;
};

export type FieldProps = {
  label: string;
  /** Hides the label from sight where the place already says what the field is. */
  labelHidden?: boolean | undefined;
  hint?: string | undefined;
  error?: string | undefined;
  required?: boolean | undefined;
  id?: string | undefined;
};

/** Parts what the field around a control shows from what the control itself takes. */
export function splitFieldProps<Props extends FieldProps>({
  label,
  labelHidden,
  hint,
  error,
  required,
  id,
  ...control
}: Props) {
  return [{ label, labelHidden, hint, error, required, id }, control] as const;
}

type Props = FieldProps & { aside?: ReactNode; children: (control: ControlProps) => ReactNode };

export function Field({
  label,
  labelHidden = false,
  hint,
  error,
  required = true,
  id,
  aside,
  children,
}: Props) {
  const { t } = useTranslation("ui");
  const generatedId = useId();
  const controlId = id ?? generatedId;
  const hintId = `${controlId}-hint`;
  const errorId = `${controlId}-error`;
  const describedBy = cx(hint !== undefined && hintId, error !== undefined && errorId);
  return (
    <div className="flex flex-col gap-1.5">
      <div className={labelHidden ? "sr-only" : "flex items-baseline justify-between gap-3"}>
        <label htmlFor={controlId} className="text-sm font-strong">
          {label}
          {!required && <span className="font-normal text-soft"> {t("optional")}</span>}
        </label>
        {aside}
      </div>
      {children({
        id: controlId,
        "aria-describedby": describedBy || undefined,
        "aria-invalid": error === undefined ? undefined : true,
        required,
      })}
      {hint !== undefined && (
        <p id={hintId} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={errorId} className="flex gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
          {error}
        </p>
      )}
    </div>
  );
}

/** The box that text is typed in, shared by every control that has one. */
export const FIELD_BOX = cx(
  "w-full rounded-field border border-edge bg-sunk px-4 text-field text-ink transition-colors",
  "hover:border-soft focus-visible:border-ember-ink focus-visible:outline-1 focus-visible:-outline-offset-1",
  "disabled:opacity-50 aria-invalid:border-danger",
);
