import type en from "./en.json";
import type { Me } from "./queries";

export type Part = keyof typeof en.parts;

/** Where each missing part is added: a step of the beginning, or a section of the editor. */
const SECTIONS = {
  photo: "photos",
  morePhotos: "photos",
  preferences: null,
  age: "about",
  bio: "words",
  prompts: "words",
  interests: "interests",
  city: "place",
  basics: "basics",
  video: "video",
  voice: "voice",
} as const satisfies Record<Part, string | null>;

export type Section = NonNullable<(typeof SECTIONS)[Part]> | "languages" | "socials";

const isPart = (part: string): part is Part => Object.hasOwn(SECTIONS, part);

/** What is missing, what matters most first; parts that this app does not know yet are left out. */
export const missingParts = (me: Me): Part[] =>
  me.completeness.missing.map(({ part }) => part).filter(isPart);

export const sectionOf = (part: Part) => SECTIONS[part];

export const isMissing = (me: Me, part: Part) =>
  me.completeness.missing.some((one) => one.part === part && one.isRequired);
