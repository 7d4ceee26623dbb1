import { expect, test } from "vitest";
import { withWishes } from "./change";
import { changesOf, draftOf } from "./draft";
import { distanceAt, DISTANCES, stepOf } from "./distances";
import en from "./en.json";
import { withFile } from "./live";
import { addressOf } from "./networks";
import { startingPreferences } from "./PreferencesForm";
import { asCard } from "./shown";
import { someone } from "./someone.test-support";
import { ANSWERS } from "./words";

const file = (id: string, status: "ready" | "processing") => ({
  id,
  kind: "image" as const,
  mime: "image/jpeg",
  size: 1,
  status,
  url: null,
  thumbnails: [],
});

test("nothing is to be saved until something is another", () => {
  const me = someone({ basics: { job: "Carpenter", pets: "cat" }, hidden: ["job", "city"] });
  const draft = draftOf(me);
  expect(changesOf(me, draft)).toBeNull();
  // Another order, an empty answer and a bio of spaces say nothing new.
  const basics = { pets: "cat" as const, job: "Carpenter", school: "" };
  const prompts = [{ prompt: "song", answer: "  " }];
  expect(changesOf(me, { ...draft, basics, prompts, bio: " ", hidden: ["city", "job"] })).toBeNull();
  expect(changesOf(me, { ...draft, bio: "Tea." })).toEqual({ bio: "Tea." });
  expect(changesOf(me, { ...draft, basics: { pets: "cat" } })).toEqual({ basics: { pets: "cat" } });
});

test("others see neither what is hidden nor what is unfinished nor the handles", () => {
  const me = someone({
    gender: "woman",
    basics: { job: "Carpenter", pets: "cat" },
    hidden: ["job", "gender"],
    photos: [file("a", "ready"), file("b", "processing")],
    socials: { signal: "ines.01" },
  });
  const card = asCard(me);
  expect(card.gender).toBeNull();
  expect(card.basics).toEqual({ pets: "cat" });
  expect(card.photos.map(({ id }) => id)).toEqual(["a"]);
  expect(card.socials).toEqual({});
});

test("news of a file reaches the profile that shows it, and no other", () => {
  const me = someone({
    photos: [file("a", "ready"), file("b", "processing")],
    video: file("v", "processing"),
  });
  expect(withFile(me, file("b", "ready")).photos.map(({ status }) => status)).toEqual(["ready", "ready"]);
  expect(withFile(me, file("v", "ready")).video?.status).toBe("ready");
  expect(withFile(me, file("elsewhere", "ready"))).toBe(me);
});

test("the steps of the distance lead back to themselves, and others to the next larger", () => {
  for (const [step, km] of DISTANCES.entries()) expect(stepOf(km)).toBe(step);
  expect(distanceAt(stepOf(40))).toBe(50);
  expect(distanceAt(stepOf(5000))).toBeNull();
});

test("one begins around one's own age, and never below 18", () => {
  expect(startingPreferences(19)).toMatchObject({ ageMin: 18, ageMax: 27 });
  expect(startingPreferences(76)).toMatchObject({ ageMin: 68, ageMax: 120 });
});

test.each([
  ["instagram", "@ines.k", "https://www.instagram.com/ines.k"],
  ["instagram", "ines/../evil", null],
  ["website", "https://example.org/ines", "https://example.org/ines"],
  ["website", "javascript:alert(1)", null],
  ["website", "http://example.org", null],
  ["signal", "ines.01", null],
] as const)("%s %s leads to %s", (network, handle, address) => {
  expect(addressOf(network, handle)).toBe(address);
});

test("every answer that can be given has its words", () => {
  for (const [name, answers] of Object.entries(ANSWERS))
    expect(Object.keys(en.answers[name as keyof typeof ANSWERS])).toEqual([...answers]);
});

test("a switch stands where it was put last, and texts as the server has them", () => {
  const me = someone({ isIncognito: false, bio: "Tea." });
  expect(withWishes(me, [])).toBe(me);
  const wished = withWishes(me, [
    { isIncognito: true, bio: "Coffee." },
    { hidden: ["city"] },
    { isPaused: true },
  ]);
  expect(wished).toEqual({ ...me, isIncognito: true, hidden: ["city"], isPaused: true });
  expect(withWishes(me, [{ isIncognito: true }, { isIncognito: false }]).isIncognito).toBe(false);
});
