import type { TFunction } from "i18next";
import type en from "./en.json";

export type FieldName = keyof typeof en.fields;

const HAS_WRONG_FORM = /right form|^must be an? |^is not (an?|one) |out of range/;

/** The server says of a field "is taken"; people are told a whole sentence, and what to do where that is known. */
export function explain(t: TFunction<"accounts">, name: FieldName, value: string, message: string): string {
  if (/^[\s-]*$/.test(value)) return t(`fields.${name}.missing`);
  if (HAS_WRONG_FORM.test(message)) return t(`fields.${name}.form`);
  return t(`fields.${name}.other`, { problem: message.replace(/\.$/, "") });
}
