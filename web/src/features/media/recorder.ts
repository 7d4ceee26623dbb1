/** What was recorded; the waveform has 64 peaks from 0 to 100. */
export type Recording = { content: Blob; seconds: number; waveform: readonly number[] };

export type MicrophoneProblem = "denied" | "missing" | "busy" | "unsupported";

export type RecorderState =
  | { step: "idle" }
  | { step: "asking" }
  /** `levels` from 0 to 1, twenty a second. */
  | { step: "recording"; seconds: number; levels: readonly number[] }
  | { step: "finishing"; seconds: number; levels: readonly number[] }
  | { step: "preview"; recording: Recording }
  | { step: "failed"; problem: MicrophoneProblem };

/** A microphone that is open and records. */
export type Tape = {
  /** How loud it is at this moment, from 0 to 1. */
  level: () => number;
  /** Ends it; everything that was heard. */
  stop: () => Promise<Blob>;
  cancel: () => void;
};

/** Opens the microphone; rejects with a `MicrophoneProblem`. */
export type OpenMicrophone = () => Promise<Tape>;

const PEAKS = 64;
export const LEVEL_EVERY = 50;
/** Whoever taps by accident has recorded nothing. */
const SHORTEST = 0.5;

/** The loudest of each of `count` equal parts. */
export function loudestOf(levels: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * levels.length) / count));
    return Math.max(0, ...levels.slice(from, to));
  });
}

/** As many peaks as the server tells of a voice message, the loudest at 100. */
export function peaksOf(levels: readonly number[], count = PEAKS): number[] {
  const loudest = Math.max(0.01, ...levels);
  return loudestOf(levels, count).map((level) => Math.round((100 * level) / loudest));
}

/** Records one voice message at a time. It knows no screen: screens subscribe to it. */
export class Recorder {
  #state: RecorderState = { step: "idle" };
  #tape: Tape | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #startedAt = 0;
  /** Grows with every recording, so that what belongs to an earlier one is known. */
  #number = 0;
  readonly #listeners = new Set<() => void>();
  readonly #open: OpenMicrophone;
  readonly #longest: number;

  constructor(open: OpenMicrophone, longestSeconds: number) {
    this.#open = open;
    this.#longest = longestSeconds;
  }

  readonly state = () => this.#state;

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  async start() {
    if (this.#state.step !== "idle" && this.#state.step !== "failed") return;
    const number = ++this.#number;
    this.#become({ step: "asking" });
    let tape: Tape;
    try {
      tape = await this.#open();
    } catch (problem) {
      if (number === this.#number) this.#become({ step: "failed", problem: asProblem(problem) });
      return;
    }
    if (number !== this.#number) {
      tape.cancel();
      return;
    }
    this.#tape = tape;
    this.#startedAt = performance.now();
    this.#become({ step: "recording", seconds: 0, levels: [] });
    this.#timer = setInterval(() => {
      this.#listen();
    }, LEVEL_EVERY);
  }

  #listen() {
    if (this.#state.step !== "recording" || this.#tape === null) return;
    const seconds = Math.min(this.#longest, (performance.now() - this.#startedAt) / 1000);
    this.#become({ step: "recording", seconds, levels: [...this.#state.levels, this.#tape.level()] });
    if (seconds >= this.#longest) void this.stop();
  }

  /** Ends the recording, to be heard before it is sent. */
  async stop() {
    const recording = await this.#finish();
    if (recording !== null) this.#become({ step: "preview", recording });
  }

  /** Ends the recording where it goes on, and gives it away; null where there is none. */
  async take(): Promise<Recording | null> {
    const recording = this.#state.step === "preview" ? this.#state.recording : await this.#finish();
    if (recording !== null) this.cancel();
    return recording;
  }

  async #finish(): Promise<Recording | null> {
    if (this.#state.step !== "recording" || this.#tape === null) return null;
    clearInterval(this.#timer);
    const { levels } = this.#state;
    const seconds = Math.min(this.#longest, (performance.now() - this.#startedAt) / 1000);
    if (seconds < SHORTEST) {
      this.cancel();
      return null;
    }
    const number = this.#number;
    this.#become({ step: "finishing", seconds, levels });
    const content = await this.#tape.stop();
    if (number !== this.#number) return null;
    this.#tape = null;
    return { content, seconds, waveform: peaksOf(levels) };
  }

  /** Throws away what there is, and closes the microphone. */
  cancel() {
    this.#number += 1;
    clearInterval(this.#timer);
    this.#tape?.cancel();
    this.#tape = null;
    this.#become({ step: "idle" });
  }

  #become(state: RecorderState) {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

const PROBLEMS: Record<string, MicrophoneProblem> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** What the browser's refusal of a microphone or camera means. */
export function asProblem(error: unknown): MicrophoneProblem {
  return (error instanceof DOMException ? PROBLEMS[error.name] : undefined) ?? "unsupported";
}
