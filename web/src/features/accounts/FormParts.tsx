import type { ReactNode, RefObject, SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { PasswordField } from "@/ui/TextField";

type Props = {
  form: {
    submit: (event: SubmitEvent) => void;
    sending: boolean;
    alert: RefObject<HTMLDivElement | null>;
    others: readonly string[];
  };
  submitLabel: string;
  children: ReactNode;
};

/** The fields, what is wrong with none of them in particular, and the one action. */
export function Form({ form: { submit, sending, alert, others }, submitLabel, children }: Props) {
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      {others.length > 0 && (
        <div
          ref={alert}
          role="alert"
          tabIndex={-1}
          className="rounded-field border border-danger/40 bg-danger-wash px-4 py-3"
        >
          {others.map((message) => (
            <p key={message}>{message}</p>
          ))}
        </div>
      )}
      {children}
      <div className="mt-2">
        <Button variant="primary" size="lg" type="submit" wide loading={sending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}

type NewPasswordProps = {
  id: string;
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  onChange: (event: { target: { value: string } }) => void;
};

const SHORTEST_PASSWORD = 8;

/** A password that is being chosen, with advice while it grows. Whether it is easy to guess, the server says. */
export function NewPasswordField(props: NewPasswordProps) {
  const { t } = useTranslation("accounts");
  const missing = SHORTEST_PASSWORD - Array.from(props.value).length;
  const hint =
    props.value === ""
      ? t("passwordHint")
      : missing > 0
        ? t("passwordShort", { count: missing })
        : t("passwordLong");
  return (
    <PasswordField
      {...props}
      autoComplete="new-password"
      hint={props.error === undefined ? hint : undefined}
    />
  );
}

/** How usernames and addresses are typed: as they are, letter by letter. */
export const AS_TYPED = { autoCapitalize: "none", autoCorrect: "off", spellCheck: false } as const;
