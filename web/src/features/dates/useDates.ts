import { createContext, use } from "react";
import type { Dates, View } from "./engine/dates";

export type MyDates = { dates: Dates; view: View };

export const DatesContext = createContext<MyDates | null>(null);

/** The dates of whose device this is. */
export function useDates(): MyDates {
  const mine = use(DatesContext);
  if (mine === null) throw new Error("this is shown where dates are known only");
  return mine;
}

type Own = NonNullable<View["own"]>;

/** The date that one is in, or has just been in. */
export function useOwn(): MyDates & { own: Own } {
  const mine = useDates();
  const { own } = mine.view;
  if (own === null) throw new Error("this is shown in a date only");
  return { ...mine, own };
}
