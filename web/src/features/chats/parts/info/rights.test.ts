import { expect, it } from "vitest";
import type { Member, Role } from "../types";
import { actsOn, leads } from "./rights";

const member = (role: Role, id = "other"): Member => ({
  user: { id, displayName: "Jonas", username: null, photo: null, isDemo: false },
  role,
  joinedAt: "2026-11-21T20:00:00Z",
  readPts: 0,
  deliveredPts: 0,
});

it.each([
  ["owner", "member", ["promote", "handOver", "remove"]],
  ["owner", "admin", ["demote", "handOver", "remove"]],
  ["admin", "member", ["remove"]],
  ["admin", "admin", []],
  ["admin", "owner", []],
  ["member", "member", []],
] as const)("%s may do to %s: %s", (role, other, acts) => {
  expect(actsOn({ type: "group", role }, member(other), "me")).toEqual(acts);
});

it("nobody does anything about themselves, nor in a private chat", () => {
  expect(actsOn({ type: "group", role: "owner" }, member("member", "me"), "me")).toEqual([]);
  expect(actsOn({ type: "private", role: "owner" }, member("member"), "me")).toEqual([]);
  expect(leads({ type: "private", role: "owner" })).toBe(false);
});
