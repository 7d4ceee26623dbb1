import type { Schemas } from "./api";
import { asked } from "./asked";

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

/** Asks what is wrong, from whatever menu. The dialog stands around all pages, and is loaded when it is first needed. */
export const { ask: askToReport, end: endReport, useAsked: useAskedReport } = asked<Reportable>();
