import { Eye, EyeOff, type LucideIcon } from "lucide-react";
import { useState, type ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import { cx } from "./cx";
import { Field, FIELD_BOX, splitFieldProps, type FieldProps } from "./Field";

type InputProps = FieldProps & Omit<ComponentProps<"input">, "className" | "id" | "required">;

export function TextField({ icon: Icon, ...props }: InputProps & { icon?: LucideIcon }) {
  const [field, input] = splitFieldProps(props);
  return (
    <Field {...field}>
      {(control) => (
        <div className="relative">
          {Icon && (
            <Icon
              aria-hidden
              className="pointer-events-none absolute start-3.5 top-1/2 size-5 -translate-y-1/2 text-soft"
              strokeWidth={1.75}
            />
          )}
          <input {...input} {...control} className={cx(FIELD_BOX, "h-12", Icon && "ps-11")} />
        </div>
      )}
    </Field>
  );
}

export function PasswordField(props: Omit<InputProps, "type">) {
  const { t } = useTranslation("ui");
  const [revealed, setRevealed] = useState(false);
  const [field, input] = splitFieldProps(props);
  return (
    <Field {...field}>
      {(control) => (
        <div className="relative">
          <input
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            {...input}
            {...control}
            type={revealed ? "text" : "password"}
            className={cx(FIELD_BOX, "h-12 pe-12")}
          />
          <span className="absolute end-0.5 top-0.5">
            <IconButton
              icon={revealed ? EyeOff : Eye}
              label={revealed ? t("hidePassword") : t("showPassword")}
              aria-controls={control.id}
              onClick={() => {
                setRevealed(!revealed);
              }}
            />
          </span>
        </div>
      )}
    </Field>
  );
}
