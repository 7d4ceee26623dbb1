import { problemOf, type Problem } from "@/features/calls";
import { ApiError } from "@/lib/api";
import type { Refusal } from "./machine";

const REFUSALS: Record<string, Refusal> = {
  cooldown_active: "cooldown",
  in_another_call: "busyHere",
  busy: "busy",
  offline: "offline",
  not_available: "notThere",
  not_found: "gone",
  profile_hidden: "hidden",
  adults_only: "adultsOnly",
  rate_limited: "often",
};

/** The server's word and a server that cannot be reached have one code; only the latter has a cause. */
const isUnreachable = (error: unknown) =>
  error instanceof ApiError && error.code === "offline" && error.cause !== undefined;

/** What came of an invitation that was refused at once. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ApiError) || isUnreachable(error)) return "failed";
  return REFUSALS[error.code] ?? "failed";
}

export const isOver = (error: unknown) =>
  error instanceof ApiError &&
  ["date_over", "invitation_over", "not_found", "resume_too_late"].includes(error.code);

export const problemIn = (error: unknown): Problem => (isOver(error) ? "gone" : problemOf(error));
