import { http } from "@/test/http";
import { describe, expect, it, vi } from "vitest";
import { api, ApiError, errorsOf, mayPass, unwrap } from "./api";

const instance = () => unwrap(api.GET("/api/instance"));

async function failureOf(call: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error("expected an ApiError");
  return error;
}

describe("unwrap", () => {
  it("takes the data out of the envelope", async () => {
    http(200, { success: true, data: { name: "Salon Noord", version: "0.1.0", features: ["dates"] } });
    expect(await instance()).toEqual({ name: "Salon Noord", version: "0.1.0", features: ["dates"] });
  });

  it("leaves an answer without an envelope as it is", async () => {
    http(200, { status: "ok", checks: {}, version: "0.1.0" });
    expect(await unwrap(api.GET("/api/health"))).toMatchObject({ status: "ok" });
  });

  it("gives every part of a refusal", async () => {
    const details = [{ field: "email", message: "Write the whole address." }];
    http(
      400,
      { success: false, error: { code: "validation_failed", message: "Not valid.", details } },
      { "Retry-After": "7" },
    );
    const error = await failureOf(instance());
    expect(error).toMatchObject({
      code: "validation_failed",
      message: "Not valid.",
      status: 400,
      details,
      retryAfter: 7,
    });
  });

  it("reads a Retry-After that is a date", async () => {
    vi.useFakeTimers({ now: new Date("2026-11-21T20:00:00Z"), toFake: ["Date"] });
    http(503, {}, { "Retry-After": "Sat, 21 Nov 2026 20:01:30 GMT" });
    expect((await failureOf(instance())).retryAfter).toBe(90);
    vi.useRealTimers();
  });

  it("ignores details that are not of the agreed form", async () => {
    http(400, {
      success: false,
      error: { code: "validation_failed", message: "Not valid.", details: ["?", 1] },
    });
    expect((await failureOf(instance())).details).toEqual([]);
  });

  it("says unavailable when something else than the server answered", async () => {
    http(502, "<h1>Bad gateway</h1>");
    expect(await failureOf(instance())).toMatchObject({ code: "unavailable", status: 502 });
  });

  it("says offline when nobody answered", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("Failed to fetch"));
    expect(await failureOf(instance())).toMatchObject({ code: "offline", status: 0 });
  });

  it("lets a cancelled call be a cancelled call", async () => {
    const abort = new DOMException("aborted", "AbortError");
    vi.spyOn(globalThis, "fetch").mockRejectedValue(abort);
    await expect(instance()).rejects.toBe(abort);
  });
});

describe("errorsOf", () => {
  const error = new ApiError("validation_failed", "Not valid.", {
    details: [
      { field: "email", message: "Write the whole address." },
      { field: "email", message: "Too long." },
      { field: "invite", message: "This code is used up." },
    ],
  });

  it("puts the first message at its field, and those of no field beside", () => {
    expect(errorsOf(error, ["email", "password"])).toEqual({
      byField: { email: "Write the whole address." },
      others: ["This code is used up."],
    });
  });

  it("shows the message itself when there are no details", () => {
    expect(errorsOf(new ApiError("conflict", "Taken."), ["email"])).toEqual({
      byField: {},
      others: ["Taken."],
    });
  });

  it("is empty while nothing failed", () => {
    expect(errorsOf(null, ["email"])).toEqual({ byField: {}, others: [] });
  });
});

it.each([
  [new ApiError("offline", "", {}), true],
  [new ApiError("unavailable", "", { status: 503 }), true],
  [new ApiError("not_found", "", { status: 404 }), false],
  [new ApiError("rate_limited", "", { status: 429 }), false],
  [new Error("a slip in our own code"), false],
])("%o is tried again: %s", (error, expected) => {
  expect(mayPass(error)).toBe(expected);
});
