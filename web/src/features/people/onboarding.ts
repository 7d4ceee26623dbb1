import type { Me } from "./queries";

export const STEPS = ["photo", "wanted", "place", "interests", "words", "video", "done"] as const;
export type Step = (typeof STEPS)[number];

const IS_THERE: Record<Exclude<Step, "done">, (me: Me) => boolean> = {
  photo: ({ photos }) => photos.some(({ status }) => status !== "rejected"),
  wanted: ({ preferences }) => preferences !== null,
  place: ({ hasLocation }) => hasLocation,
  interests: ({ interests }) => interests.length > 0,
  words: ({ bio, prompts }) => bio !== null || prompts.length > 0,
  video: ({ video }) => video !== null,
};

/** Without these nobody would see the profile, or be worth seeing to it. */
const REQUIRED: readonly Step[] = ["photo", "wanted"];

export const isRequired = (step: Step) => REQUIRED.includes(step);

/** Whether a step's question has been answered. */
export const isAnswered = (step: Step, me: Me) => step !== "done" && IS_THERE[step](me);

/** Where somebody takes up again who has left: at the first thing that is missing. */
export function firstMissing(me: Me): Step {
  return STEPS.find((step) => step !== "done" && !isAnswered(step, me)) ?? "done";
}

/** Whether somebody is so new that the first thing to do is to begin. */
export const isNewcomer = (me: Me) =>
  REQUIRED.some((step) => !isAnswered(step, me)) && me.completeness.missing.some((part) => part.isRequired);

/** The step after another. Required ones come again as long as they are open; skipped ones do not. */
export function after(step: Step): Step {
  return STEPS[STEPS.indexOf(step) + 1] ?? "done";
}

export function before(step: Step): Step | null {
  return STEPS[STEPS.indexOf(step) - 1] ?? null;
}

export const isStep = (value: unknown): value is Step => STEPS.some((step) => step === value);

/** How far one is, from 0 to 1. */
export const progressAt = (step: Step) => STEPS.indexOf(step) / (STEPS.length - 1);
