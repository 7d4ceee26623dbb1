/** How good a line is, in the three ways that matter to people. */
export type Quality = "good" | "fair" | "bad";

/** What was measured of one line at a moment; null where the browser does not say. */
export type Sample = {
  /** Packets of sound and picture that came, and that did not. */
  received: number;
  lost: number;
  /** The part of ours that did not arrive, as the other one says. */
  lostThere: number | null;
  /** In seconds, there and back. */
  roundTrip: number | null;
  /** Bits a second that the line is believed to carry. */
  carries: number | null;
};

/** A long way makes a conversation slow, but no picture less would make it shorter. */
const BAD = { loss: 0.12, roundTrip: Infinity, carries: 90_000 };
const FAIR = { loss: 0.04, roundTrip: 0.4, carries: 250_000 };
/** Fewer packets than this say nothing about how many get lost. */
const ENOUGH = 10;

type Stat = Record<string, unknown>;
const numberOf = (stat: Stat, name: string): number | null => {
  const value = stat[name];
  return typeof value === "number" ? value : null;
};
const most = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};

/** What the statistics of a connection say. */
export function sampleOf(stats: Iterable<Stat>): Sample {
  const all = [...stats];
  const of = (type: string) => all.filter((stat) => stat["type"] === type);
  const sum = (name: string) =>
    of("inbound-rtp").reduce((total, stat) => total + (numberOf(stat, name) ?? 0), 0);
  const ways = of("candidate-pair").filter(
    (stat) => stat["nominated"] === true && stat["state"] === "succeeded",
  );
  const there = of("remote-inbound-rtp");
  return {
    received: sum("packetsReceived"),
    lost: sum("packetsLost"),
    lostThere: most(there.map((stat) => numberOf(stat, "fractionLost"))),
    roundTrip:
      most(ways.map((way) => numberOf(way, "currentRoundTripTime"))) ??
      most(there.map((stat) => numberOf(stat, "roundTripTime"))),
    carries: most(ways.map((way) => numberOf(way, "availableOutgoingBitrate"))),
  };
}

/** How good the line was between two samples. Where little was sent, what it could carry is not known. */
export function qualityOf(before: Sample | null, now: Sample, sendsPicture: boolean): Quality {
  const lost = Math.max(0, now.lost - (before?.lost ?? 0));
  const all = lost + Math.max(0, now.received - (before?.received ?? 0));
  const lossHere = all < ENOUGH ? 0 : lost / all;
  const loss = Math.max(lossHere, now.lostThere ?? 0);
  const roundTrip = now.roundTrip ?? 0;
  const carries = sendsPicture ? (now.carries ?? Infinity) : Infinity;
  const isWorseThan = (limit: typeof BAD) =>
    loss > limit.loss || roundTrip > limit.roundTrip || carries < limit.carries;
  if (isWorseThan(BAD)) return "bad";
  return isWorseThan(FAIR) ? "fair" : "good";
}

/** Seconds between two samples. */
export const SAMPLE_EVERY = 2;
const PAUSE_AFTER = 4;
const FIRST_PATIENCE = 5;
const LONGEST_PATIENCE = 40;
/** Who has been well for so long begins with the first patience again. */
const HEALED_AFTER = 30;

/**
 * Decides when the picture makes way for the sound, and when it may come back: after a while of a good line, and after
 * a longer one each time that it was too early.
 */
export class Restraint {
  isPaused = false;
  #bad = 0;
  #good = 0;
  #patience = FIRST_PATIENCE;

  /** Takes the quality of another stretch; tells whether the picture is paused now. */
  next(quality: Quality): boolean {
    this.#bad = quality === "bad" ? this.#bad + 1 : 0;
    this.#good = quality === "bad" ? 0 : this.#good + 1;
    if (!this.isPaused && this.#bad >= PAUSE_AFTER) {
      this.isPaused = true;
      this.#good = 0;
    } else if (this.isPaused && this.#good >= this.#patience) {
      this.isPaused = false;
      this.#patience = Math.min(LONGEST_PATIENCE, this.#patience * 2);
      this.#good = 0;
    } else if (!this.isPaused && this.#good >= HEALED_AFTER) this.#patience = FIRST_PATIENCE;
    return this.isPaused;
  }
}
