import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asProblem, LEVEL_EVERY, peaksOf, Recorder, type OpenMicrophone } from "./recorder";

const SOUND = new Blob(["sound"], { type: "audio/webm" });

function setUp(open?: OpenMicrophone) {
  const tape = { level: () => 0.5, stop: vi.fn(() => Promise.resolve(SOUND)), cancel: vi.fn() };
  const recorder = new Recorder(open ?? (() => Promise.resolve(tape)), 10);
  return { recorder, tape };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a recorder", () => {
  it("records, and gives what it heard to be listened to", async () => {
    const { recorder } = setUp();
    await recorder.start();
    await vi.advanceTimersByTimeAsync(2000);
    expect(recorder.state()).toMatchObject({ step: "recording", seconds: 2 });
    await recorder.stop();
    const state = recorder.state();
    if (state.step !== "preview") throw new Error(`it is ${state.step}`);
    expect(state.recording.content).toBe(SOUND);
    expect(state.recording.seconds).toBe(2);
    expect(state.recording.waveform).toEqual(Array(64).fill(100));
  });

  it("stops by itself when it is full", async () => {
    const { recorder } = setUp();
    await recorder.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(recorder.state()).toMatchObject({ step: "preview", recording: { seconds: 10 } });
  });

  it("takes a tap by accident for nothing", async () => {
    const { recorder, tape } = setUp();
    await recorder.start();
    await vi.advanceTimersByTimeAsync(LEVEL_EVERY * 3);
    await recorder.stop();
    expect(recorder.state()).toEqual({ step: "idle" });
    expect(tape.cancel).toHaveBeenCalledOnce();
  });

  it("closes the microphone when it is cancelled, also while the browser still asks", async () => {
    let allow: (() => void) | undefined;
    const { tape } = setUp();
    const { recorder } = setUp(
      () =>
        new Promise((resolve) => {
          allow = () => {
            resolve(tape);
          };
        }),
    );
    const starting = recorder.start();
    expect(recorder.state()).toEqual({ step: "asking" });
    recorder.cancel();
    allow?.();
    await starting;
    expect(tape.cancel).toHaveBeenCalledOnce();
    expect(recorder.state()).toEqual({ step: "idle" });
  });

  it("forgets what it was about to give when it is cancelled", async () => {
    const { recorder } = setUp();
    await recorder.start();
    await vi.advanceTimersByTimeAsync(1000);
    const stopping = recorder.stop();
    recorder.cancel();
    await stopping;
    expect(recorder.state()).toEqual({ step: "idle" });
  });

  it("says why there is no microphone, and can be tried again", async () => {
    const denied = new DOMException("no", "NotAllowedError");
    const open = vi.fn(() => Promise.reject(denied));
    const { recorder } = setUp(open);
    await recorder.start();
    expect(recorder.state()).toEqual({ step: "failed", problem: "denied" });
    await recorder.start();
    expect(open).toHaveBeenCalledTimes(2);
  });
});

it.each([
  [new DOMException("", "NotFoundError"), "missing"],
  [new DOMException("", "NotReadableError"), "busy"],
  [new TypeError(), "unsupported"],
])("knows what %s means", (error, problem) => {
  expect(asProblem(error)).toBe(problem);
});

describe("peaks", () => {
  it("are the loudest of each part, as parts of the loudest of all", () => {
    expect(peaksOf([0.1, 0.2, 0.4, 0.1], 2)).toEqual([50, 100]);
  });

  it("are stretched when there are fewer levels than peaks, and silence is silent", () => {
    expect(peaksOf([0.5, 0.25], 4)).toEqual([100, 100, 50, 50]);
    expect(peaksOf([], 2)).toEqual([0, 0]);
    expect(peaksOf([0, 0], 2)).toEqual([0, 0]);
  });
});
