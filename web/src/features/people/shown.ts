import type { Schemas } from "@/lib/api";
import type { BasicName, Basics, Card, Me } from "./queries";

const BASIC_NAMES: readonly BasicName[] = [
  "heightCm",
  "job",
  "school",
  "exercise",
  "drinking",
  "smoking",
  "diet",
  "children",
  "familyPlans",
  "pets",
  "religion",
  "politics",
];

/** What is known of somebody, in the order of an acquaintance. */
export const basicsIn = (basics: Basics) =>
  BASIC_NAMES.filter((name) => basics[name] !== undefined && basics[name] !== null);

export const basicNames = BASIC_NAMES;

/** Somebody of whom one has the card, as others of them are told who they are: with one small picture. */
export function personOf({ id, displayName, username, photos, isDemo }: Card): Schemas["PersonView"] {
  const [thumbnail] = photos[0]?.thumbnails ?? [];
  const photo = thumbnail === undefined ? null : { url: thumbnail.url, width: null, height: null };
  return { id, displayName, username, photo, isDemo };
}

/** One's own profile as others see it: what is hidden, unfinished or not given is not there. */
export function asCard(me: Me): Card {
  const isHidden = (name: string) => me.hidden.includes(name);
  const basics = Object.fromEntries(Object.entries(me.basics).filter(([name]) => !isHidden(name))) as Basics;
  return {
    view: "card",
    id: me.id,
    username: me.username,
    displayName: me.displayName,
    age: me.age,
    gender: isHidden("gender") ? null : me.gender,
    genderDescription: me.genderDescription,
    pronouns: isHidden("pronouns") ? null : me.pronouns,
    bio: me.bio,
    prompts: me.prompts,
    interests: me.interests,
    languages: isHidden("languages") ? [] : me.languages,
    basics,
    goals: me.preferences?.goals ?? [],
    city: isHidden("city") ? null : me.city,
    distanceKm: null,
    photos: me.photos.filter(({ status }) => status === "ready"),
    portrait: null,
    video: me.video?.status === "ready" ? me.video : null,
    voice: me.voice?.status === "ready" ? me.voice : null,
    isVerified: me.verification.status === "approved",
    isDemo: false,
    socials: {},
  };
}
