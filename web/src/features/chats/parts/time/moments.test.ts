import { expect, it } from "vitest";
import { boundsAt, localDay, localInput, soon } from "./moments";

const at = (text: string) => new Date(text);
const named = (now: string) =>
  Object.fromEntries(soon(at(now)).map(({ name, at: when }) => [name, localInput(when)]));

it("says a moment as this device has it", () => {
  expect(localInput(at("2026-11-21T20:05"))).toBe("2026-11-21T20:05");
  expect(localDay(at("2026-11-21T00:00"))).toBe("2026-11-21");
});

it("offers what is soon", () => {
  // A Saturday.
  expect(named("2026-11-21T12:30")).toEqual({
    hour: "2026-11-21T13:30",
    evening: "2026-11-21T20:00",
    morning: "2026-11-22T09:00",
    monday: "2026-11-23T09:00",
  });
});

it("offers no evening that is over, and of Mondays the next", () => {
  // A Monday.
  expect(named("2026-11-23T19:30")).toEqual({
    hour: "2026-11-23T20:30",
    morning: "2026-11-24T09:00",
    monday: "2026-11-30T09:00",
  });
});

it("lets nobody schedule for the past, nor for more than a year ahead", () => {
  expect(boundsAt(at("2026-11-21T12:00"))).toEqual({ min: "2026-11-21T12:01", max: "2027-11-21T12:00" });
});
