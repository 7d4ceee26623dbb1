import { isSettled, type MediaFile } from "./files";

/** Where one upload stands. */
export type UploadState =
  | { step: "waiting" }
  /** `sent` is in bytes. */
  | { step: "sending"; sent: number }
  /** The connection broke; it goes on by itself. */
  | { step: "interrupted"; sent: number }
  /** It has arrived, and the server works on it. */
  | { step: "processing"; fileId: string }
  /** Ready, or held until somebody has looked at it. */
  | { step: "done"; fileId: string; file: MediaFile }
  | { step: "failed"; problem: Problem; canRetry: boolean };

/** What is told to the person: our words for the code where we have some, else the server's. */
export type Problem = { code: string; message: string | null };

export type UploadEvent =
  | { type: "began" }
  | { type: "progressed"; sent: number }
  | { type: "broke" }
  | { type: "arrived"; fileId: string }
  | { type: "told"; file: MediaFile }
  | { type: "refused"; problem: Problem; canRetry: boolean }
  | { type: "askedAgain" };

const sentOf = (state: UploadState) => ("sent" in state ? state.sent : 0);
const isUnderWay = ({ step }: UploadState) => step === "sending" || step === "interrupted";

/** The next state. What comes too late, or twice, changes nothing. */
export function next(state: UploadState, event: UploadEvent): UploadState {
  switch (event.type) {
    case "began":
      return state.step === "waiting" || state.step === "interrupted"
        ? { step: "sending", sent: sentOf(state) }
        : state;
    case "progressed":
      return state.step === "sending" ? { step: "sending", sent: event.sent } : state;
    case "broke":
      return isUnderWay(state) ? { step: "interrupted", sent: sentOf(state) } : state;
    case "arrived":
      return isUnderWay(state) || state.step === "waiting"
        ? { step: "processing", fileId: event.fileId }
        : state;
    case "told":
      return state.step === "processing" && state.fileId === event.file.id
        ? settle(state, event.file)
        : state;
    case "refused":
      return state.step === "done"
        ? state
        : { step: "failed", problem: event.problem, canRetry: event.canRetry };
    case "askedAgain":
      return state.step === "failed" && state.canRetry ? { step: "waiting" } : state;
  }
}

function settle(state: UploadState, file: MediaFile): UploadState {
  if (!isSettled(file)) return state;
  if (file.status !== "rejected") return { step: "done", fileId: file.id, file };
  const problem = { code: file.reason ?? "rejected", message: null };
  return { step: "failed", problem, canRetry: false };
}

/** How much of it has been sent, from 0 to 1; null where nobody knows. */
export function progressOf(state: UploadState, size: number): number | null {
  switch (state.step) {
    case "waiting":
      return 0;
    case "sending":
    case "interrupted":
      return size === 0 ? 1 : Math.min(1, state.sent / size);
    case "processing":
      return null;
    case "done":
    case "failed":
      return 1;
  }
}
