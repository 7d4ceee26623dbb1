import type { Me, ProfileChange } from "./queries";

const NAMES = [
  "displayName",
  "gender",
  "genderDescription",
  "pronouns",
  "bio",
  "prompts",
  "interests",
  "languages",
  "basics",
  "hidden",
  "socials",
] as const;

/** What is written on the editor's page, before it is saved. */
export type Draft = Pick<Me, (typeof NAMES)[number]>;

export const draftOf = (me: Me): Draft =>
  Object.fromEntries(NAMES.map((name) => [name, me[name]])) as unknown as Draft;

/** A field without words is no field. */
const isEmpty = (value: unknown) =>
  value === null || value === undefined || (typeof value === "string" && value.trim() === "");

function withoutEmpty<Values extends object>(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value))) as Values;
}

/** The draft as it would be kept: questions without an answer and empty lines are not there. */
export function tidied(draft: Draft): Draft {
  const text = (value: string | null) => (isEmpty(value) ? null : value);
  return {
    ...draft,
    bio: text(draft.bio),
    pronouns: text(draft.pronouns),
    genderDescription: text(draft.genderDescription),
    prompts: draft.prompts.filter(({ answer }) => !isEmpty(answer)),
    basics: withoutEmpty(draft.basics),
    socials: withoutEmpty(draft.socials),
    hidden: draft.hidden.toSorted(),
  };
}

/** In which order an object names its parts does not matter. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

/** Only what differs from what is kept; null where nothing does. */
export function changesOf(me: Me, draft: Draft): ProfileChange | null {
  const was = tidied(draftOf(me));
  const is = tidied(draft);
  const changed = NAMES.filter((name) => canonical(was[name]) !== canonical(is[name]));
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map((name) => [name, is[name]]));
}
