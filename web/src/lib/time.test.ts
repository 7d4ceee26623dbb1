import { expect, it } from "vitest";
import { timeAgo } from "./time";

const NOW = Date.parse("2026-11-21T20:00:00Z");

it.each([
  ["2026-11-21T19:59:31Z", "now"],
  ["2026-11-21T19:57:10Z", "2 minutes ago"],
  ["2026-11-21T17:00:00Z", "3 hours ago"],
  ["2026-11-20T19:00:00Z", "yesterday"],
  ["2026-11-10T20:00:00Z", "last week"],
  ["2024-11-10T20:00:00Z", "2 years ago"],
  // The clock of the server is ahead of ours.
  ["2026-11-21T20:00:04Z", "now"],
])("%s is %s", (iso, words) => {
  expect(timeAgo(iso, "en", NOW)).toBe(words);
});
