import { describe, expect, it } from "vitest";
import { qualityOf, Restraint, sampleOf, type Quality, type Sample } from "./quality";

const NOTHING: Sample = { received: 0, lost: 0, lostThere: null, roundTrip: null, carries: null };

describe("the quality of a line", () => {
  it.each<[Quality, Partial<Sample>]>([
    ["good", { received: 100, lost: 1, roundTrip: 0.05, carries: 2_000_000 }],
    ["fair", { received: 94, lost: 6 }],
    ["bad", { received: 80, lost: 20 }],
    ["bad", { received: 100, lostThere: 0.2 }],
    ["fair", { received: 100, roundTrip: 0.6 }],
    ["fair", { received: 100, roundTrip: 1.2 }],
    ["bad", { received: 100, carries: 50_000 }],
    ["good", { received: 2, lost: 2 }],
  ])("is %s where %o", (quality, sample) => {
    expect(qualityOf(NOTHING, { ...NOTHING, ...sample }, true)).toBe(quality);
  });

  it("is that of the last stretch, whatever was before", () => {
    const before = { ...NOTHING, received: 1000, lost: 500 };
    expect(qualityOf(before, { ...before, received: 1100 }, true)).toBe("good");
  });

  it("does not mind what a line could carry while there is no picture", () => {
    expect(qualityOf(null, { ...NOTHING, received: 100, carries: 40_000 }, false)).toBe("good");
  });

  it("is read from what browsers measure", () => {
    const sample = sampleOf([
      { type: "inbound-rtp", kind: "audio", packetsReceived: 50, packetsLost: 2 },
      { type: "inbound-rtp", kind: "video", packetsReceived: 100, packetsLost: 3 },
      { type: "remote-inbound-rtp", fractionLost: 0.1, roundTripTime: 0.3 },
      {
        type: "candidate-pair",
        state: "succeeded",
        nominated: true,
        currentRoundTripTime: 0.08,
        availableOutgoingBitrate: 1e6,
      },
      { type: "candidate-pair", state: "failed", nominated: false, currentRoundTripTime: 9 },
    ]);
    expect(sample).toEqual({ received: 150, lost: 5, lostThere: 0.1, roundTrip: 0.08, carries: 1e6 });
  });
});

describe("the picture makes way", () => {
  const feed = (restraint: Restraint, quality: Quality, times: number) =>
    Array.from({ length: times }, () => restraint.next(quality));

  it("after a while of a bad line, not at the first hiccup", () => {
    const restraint = new Restraint();
    expect(feed(restraint, "bad", 3)).toEqual([false, false, false]);
    expect(feed(restraint, "good", 1)).toEqual([false]);
    expect(feed(restraint, "bad", 4)).toEqual([false, false, false, true]);
  });

  it("and comes back when it has been good for a while", () => {
    const restraint = new Restraint();
    feed(restraint, "bad", 4);
    expect(feed(restraint, "good", 4)).toEqual([true, true, true, true]);
    expect(restraint.next("good")).toBe(false);
  });

  it("for longer each time that it came back too early", () => {
    const restraint = new Restraint();
    feed(restraint, "bad", 4);
    feed(restraint, "good", 5);
    feed(restraint, "bad", 4);
    expect(feed(restraint, "good", 9).at(-1)).toBe(true);
    expect(restraint.next("good")).toBe(false);
  });
});
