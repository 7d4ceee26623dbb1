import { hasSounds } from "@/lib/sounds";

/** A soft tone: how high, when it begins, and for how long, in seconds. */
type Note = readonly [pitch: number, at: number, lasts: number];
type Tune = { notes: readonly Note[]; every: number; loudness: number };

/** Two friendly steps up for who is called; one low, slow tone for who waits; a step down at the end. */
const TUNES = {
  incoming: {
    notes: [
      [523.25, 0, 0.5],
      [659.25, 0.22, 0.5],
      [783.99, 0.44, 0.9],
    ],
    every: 3,
    loudness: 0.16,
  },
  outgoing: { notes: [[392, 0, 1]], every: 3.5, loudness: 0.06 },
  ended: {
    notes: [
      [523.25, 0, 0.25],
      [392, 0.16, 0.4],
    ],
    every: 0,
    loudness: 0.08,
  },
} as const satisfies Record<string, Tune>;

export type Ring = keyof typeof TUNES;

function play(context: AudioContext, { notes, loudness }: Tune) {
  for (const [pitch, at, lasts] of notes) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const from = context.currentTime + at;
    tone.type = "sine";
    tone.frequency.value = pitch;
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(loudness, from + 0.04);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + lasts);
    tone.connect(gain).connect(context.destination);
    tone.start(from);
    tone.stop(from + lasts);
  }
}

/** Rings until it is told to stop. Browsers that want a touch first stay silent. */
export class Ringer {
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #plays: Ring | null = null;

  ring(which: Ring | null) {
    if (which === this.#plays) return;
    this.#plays = which;
    clearInterval(this.#timer);
    if (which === null || !hasSounds() || typeof AudioContext === "undefined") return;
    const tune: Tune = TUNES[which];
    const sound = () => {
      this.#context ??= new AudioContext();
      if (this.#context.state === "suspended") this.#context.resume().catch(() => undefined);
      // What is asked of one that sleeps would all sound at once when it wakes.
      if (this.#context.state === "running") play(this.#context, tune);
    };
    sound();
    if (tune.every > 0) this.#timer = setInterval(sound, tune.every * 1000);
  }

  close() {
    clearInterval(this.#timer);
    void this.#context?.close();
    this.#context = null;
  }
}
