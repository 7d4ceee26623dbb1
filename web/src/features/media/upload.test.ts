import { describe, expect, it } from "vitest";
import type { MediaFile } from "./files";
import { next, progressOf, type UploadEvent, type UploadState } from "./upload";

const file = (part: Partial<MediaFile> = {}): MediaFile => ({
  id: "f",
  kind: "image",
  mime: "image/jpeg",
  size: 10,
  status: "ready",
  url: "/f",
  thumbnails: [],
  ...part,
});

function after(...events: UploadEvent[]): UploadState {
  return events.reduce(next, { step: "waiting" });
}

const began: UploadEvent = { type: "began" };
const arrived: UploadEvent = { type: "arrived", fileId: "f" };
const refused: UploadEvent = { type: "refused", problem: { code: "x", message: "No." }, canRetry: true };

describe("an upload", () => {
  it("is sent, worked on, and done", () => {
    expect(after(began, { type: "progressed", sent: 4 })).toEqual({ step: "sending", sent: 4 });
    expect(after(began, arrived)).toEqual({ step: "processing", fileId: "f" });
    expect(after(began, arrived, { type: "told", file: file({ status: "processing" }) }).step).toBe(
      "processing",
    );
    expect(after(began, arrived, { type: "told", file: file() })).toMatchObject({
      step: "done",
      fileId: "f",
    });
  });

  it("keeps what was sent when the connection breaks, and goes on from there", () => {
    const broken = after(began, { type: "progressed", sent: 4 }, { type: "broke" });
    expect(broken).toEqual({ step: "interrupted", sent: 4 });
    expect(next(broken, { type: "progressed", sent: 9 })).toBe(broken);
    expect(next(broken, began)).toEqual({ step: "sending", sent: 4 });
  });

  it("is done as well while somebody has to look at it first", () => {
    expect(after(began, arrived, { type: "told", file: file({ status: "held" }) }).step).toBe("done");
  });

  it("fails with the server's reason, and stays so", () => {
    const told = file({ status: "rejected", reason: "too_long" });
    const failed = after(began, arrived, { type: "told", file: told });
    expect(failed).toEqual({
      step: "failed",
      problem: { code: "too_long", message: null },
      canRetry: false,
    });
    expect(next(failed, { type: "askedAgain" })).toBe(failed);
    expect(next(failed, began)).toBe(failed);
  });

  it("waits in line again when it is tried again", () => {
    expect(after(began, refused, { type: "askedAgain" })).toEqual({ step: "waiting" });
  });

  it("does not listen to news of other files, nor to late ones", () => {
    const processing = after(began, arrived);
    expect(next(processing, { type: "told", file: file({ id: "g" }) })).toBe(processing);
    expect(next(processing, { type: "broke" })).toBe(processing);
    const done = after(began, arrived, { type: "told", file: file() });
    expect(next(done, refused)).toBe(done);
    expect(next(done, arrived)).toBe(done);
  });
});

describe("progress", () => {
  it("is a part of the whole while it is sent, and unknown while the server works", () => {
    expect(progressOf(after(began, { type: "progressed", sent: 4 }), 10)).toBe(0.4);
    expect(progressOf(after(began, { type: "progressed", sent: 40 }), 10)).toBe(1);
    expect(progressOf(after(began), 0)).toBe(1);
    expect(progressOf(after(began, arrived), 10)).toBeNull();
  });
});
