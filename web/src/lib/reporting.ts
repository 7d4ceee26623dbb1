import { useSyncExternalStore } from "react";
import type { Schemas } from "./api";

export type ReportSubject = Pick<Schemas["Subject"], "kind" | "id">;

/** Whom one is about to report, and for what of theirs. */
export type Reportable = {
  userId: string;
  name: string;
  subject: ReportSubject;
  /** They do not exist for one already. */
  isBlocked?: boolean;
  /** They were blocked with the report: what shows them can go. */
  onBlocked?: () => void;
};

let asked: Reportable | null = null;
const listeners = new Set<() => void>();

function become(next: Reportable | null) {
  asked = next;
  for (const listener of listeners) listener();
}

/** Asks what is wrong, from whatever menu. The dialog stands around all pages, and is loaded when it is first needed. */
export function askToReport(reportable: Reportable) {
  become(reportable);
}

export function endReport() {
  become(null);
}

/** What is to be reported now, or null. */
export const useAskedReport = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asked,
  );
