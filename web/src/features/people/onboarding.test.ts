import { expect, test } from "vitest";
import { after, before, firstMissing, progressAt, STEPS } from "./onboarding";
import { someone } from "./someone.test-support";

const photo = (status: "ready" | "processing" | "rejected") => ({
  id: "p",
  kind: "image" as const,
  mime: "image/jpeg",
  size: 1,
  status,
  url: null,
  thumbnails: [],
});
const preferences = { genders: [], ageMin: 18, ageMax: 99, maxDistanceKm: null, goals: [] };

test("one begins with the photo and ends after the last question", () => {
  expect(firstMissing(someone())).toBe("photo");
  const steps = [...STEPS];
  expect(steps.map(after)).toEqual([...steps.slice(1), "done"]);
  expect(before("photo")).toBeNull();
  expect(progressAt("photo")).toBe(0);
  expect(progressAt("done")).toBe(1);
});

test("one goes on at the first thing that is missing", () => {
  expect(firstMissing(someone({ photos: [photo("processing")] }))).toBe("wanted");
  expect(firstMissing(someone({ photos: [photo("ready")], preferences }))).toBe("place");
  // What is missing in the middle is asked before what is missing at the end.
  const said = someone({ photos: [photo("ready")], preferences, hasLocation: true, bio: "Tea." });
  expect(firstMissing(said)).toBe("interests");
  expect(firstMissing({ ...said, interests: ["jazz"] })).toBe("video");
  expect(firstMissing({ ...said, interests: ["jazz"], video: photo("ready") })).toBe("done");
});

test("a photo that could not be used is none", () => {
  expect(firstMissing(someone({ photos: [photo("rejected")], preferences }))).toBe("photo");
});
