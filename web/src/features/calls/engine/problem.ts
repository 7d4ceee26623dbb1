import { ApiError } from "@/lib/api";

/** Why something did not work, by what a person can do about it. */
export type DeviceProblem =
  | "insecure"
  | "denied"
  | "noMicrophone"
  | "noCamera"
  | "inUse"
  | "unsupported"
  | "screenDenied"
  | "screenUnsupported";

export type CallProblem =
  "offline" | "noPath" | "full" | "gone" | "busyHere" | "nobody" | "notAllowed" | "often" | "failed";

export type Problem = DeviceProblem | CallProblem;

export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly problem: DeviceProblem;

  constructor(problem: DeviceProblem, cause?: unknown) {
    super(problem, { cause });
    this.problem = problem;
  }
}

const OF_SERVER: Record<string, CallProblem> = {
  offline: "offline",
  unavailable: "offline",
  rate_limited: "often",
  call_full: "full",
  call_ended: "gone",
  resume_too_late: "gone",
  not_in_call: "gone",
  not_found: "gone",
  in_another_call: "busyHere",
  answered_elsewhere: "busyHere",
  other_device: "busyHere",
  nobody_to_call: "nobody",
  forbidden: "notAllowed",
};

/** What a failure means to a person. */
export function problemOf(error: unknown): Problem {
  if (error instanceof DeviceError) return error.problem;
  if (error instanceof ApiError) return OF_SERVER[error.code] ?? "failed";
  return "failed";
}

/** Answered on another device of the same person: no failure, and nothing to say. */
export const isElsewhere = (error: unknown): boolean =>
  error instanceof ApiError && error.code === "answered_elsewhere";
