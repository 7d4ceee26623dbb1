import { expect, it } from "vitest";
import { durationInWords } from "./lifetime";

it.each([
  [60, "1 minute"],
  [3600, "1 hour"],
  [36 * 3600, "36 hours"],
  [86_400, "1 day"],
  [604_800, "1 week"],
  [30 * 86_400, "30 days"],
  [61, "61 seconds"],
])("says %i seconds as %s", (seconds, words) => {
  expect(durationInWords(seconds, "en")).toBe(words);
});
