import { useEffect, useId, useRef, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, errorsOf } from "@/lib/api";
import { explain, type FieldName } from "./explain";

type Problem<Name extends string> = {
  byField: Partial<Record<Name, string | undefined>>;
  others: readonly string[];
};

const NO_PROBLEM = { byField: {}, others: [] };

/** What a form's parts need: its values and problems live here, and the server is the one who judges them. */
export function useForm<Name extends FieldName>(
  names: readonly Name[],
  send: (values: Record<Name, string>) => Promise<unknown>,
  initial: Partial<Record<Name, string>> = {},
) {
  const { t } = useTranslation("accounts");
  const formId = useId();
  const [values, setValues] = useState(
    () => Object.fromEntries(names.map((name) => [name, initial[name] ?? ""])) as Record<Name, string>,
  );
  const [problem, setProblem] = useState<Problem<Name>>(NO_PROBLEM);
  const [sending, setSending] = useState(false);
  const alert = useRef<HTMLDivElement>(null);
  const refusals = useRef(0);
  const [refused, setRefused] = useState(0);
  const idOf = (name: Name) => `${formId}-${name}`;

  // After a refusal the focus goes to the first field that has to change, or to the sentence that is about none.
  useEffect(() => {
    if (refused === 0) return;
    const first = names.find((name) => problem.byField[name] !== undefined);
    if (first === undefined) alert.current?.focus();
    else document.getElementById(`${formId}-${first}`)?.focus();
    // Only when refused: typing clears a field's problem without moving anything.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [refused]);

  const refuse = (error: unknown) => {
    // Whoever closes a dialog that asked for more knows that nothing has happened.
    if (error instanceof DOMException && error.name === "AbortError") return;
    const { byField, others } = errorsOf(error instanceof Error ? error : new Error(String(error)), names);
    const explained: Partial<Record<Name, string>> = {};
    for (const name of names) {
      const message = byField[name];
      if (message !== undefined) explained[name] = explain(t, name, values[name], message);
    }
    setProblem({ byField: explained, others: others.map((message) => sentence(error) ?? message) });
    refusals.current += 1;
    setRefused(refusals.current);
  };

  const sentence = (error: unknown): string | undefined => {
    if (!(error instanceof ApiError)) return undefined;
    if (error.code === "offline" || error.code === "unavailable") return t("problem.offline");
    if (error.code === "provider_away") return t("problem.providerAway");
    if (error.code === "rate_limited" && error.retryAfter !== null)
      return t("problem.wait", { count: error.retryAfter });
    return undefined;
  };

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (sending) return;
    setSending(true);
    setProblem(NO_PROBLEM);
    send(values)
      .catch(refuse)
      .finally(() => {
        setSending(false);
      });
  };

  const labelOf = (name: FieldName): string => t(`fields.${name}.label`);

  const setValue = (name: Name, value: string) => {
    setValues((before) => ({ ...before, [name]: value }));
    setProblem(({ byField, others }) => ({ byField: { ...byField, [name]: undefined }, others }));
  };

  return {
    values,
    sending,
    submit,
    /** What goes above the fields: the sentences that are about none of them. */
    alert,
    others: problem.others,
    /** What a control takes that tells of a change by its value. */
    control: <N extends Name>(name: N) => ({
      id: idOf(name),
      error: problem.byField[name],
      value: values[name],
      onValue: (value: string) => {
        setValue(name, value);
      },
    }),
    /** What a control takes that is an input or a select. */
    field: <N extends Name>(name: N) => ({
      id: idOf(name),
      name,
      label: labelOf(name),
      error: problem.byField[name],
      value: values[name],
      onChange: ({ target }: { target: { value: string } }) => {
        setValue(name, target.value);
      },
    }),
  };
}
