import { expect, it } from "vitest";
import { ApiError } from "./api";
import { mayPass } from "./queryClient";

it.each([
  [new ApiError("offline", "", {}), true],
  [new ApiError("unavailable", "", { status: 503 }), true],
  [new ApiError("not_found", "", { status: 404 }), false],
  [new ApiError("rate_limited", "", { status: 429 }), false],
  [new Error("a slip in our own code"), false],
])("%o is tried again: %s", (error, expected) => {
  expect(mayPass(error)).toBe(expected);
});
