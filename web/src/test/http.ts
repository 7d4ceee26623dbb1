import { vi } from "vitest";

/** Answers every call of the API with this. */
export function http(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(() => Promise.resolve(new Response(text, { status, headers })));
}
