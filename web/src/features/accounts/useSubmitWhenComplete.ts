import { useEffect } from "react";

const DIGITS = 6;

/** Sends the form of a field as soon as all digits of a code are in it. */
export function useSubmitWhenComplete(fieldId: string, value: string) {
  useEffect(() => {
    if (value.length !== DIGITS) return;
    const field = document.getElementById(fieldId);
    if (field instanceof HTMLInputElement) field.form?.requestSubmit();
  }, [fieldId, value]);
}
