import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api";
import { Strangers } from "./strangers";
import type { Person } from "./types";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const person = (id: string): Person => ({
  id,
  displayName: `Name of ${id}`,
  username: null,
  photo: null,
  isDemo: false,
});

/** A server that knows everybody but those who are gone, and whether it can be reached. */
function known({ gone = [] as readonly string[] } = {}) {
  const asked: (readonly string[])[] = [];
  const line = { isThere: true };
  let changes = 0;
  const people = (_chatId: string, ids: readonly string[]) => {
    asked.push(ids);
    if (!line.isThere) return Promise.reject(new ApiError("offline", "There is no connection."));
    return Promise.resolve(ids.filter((id) => !gone.includes(id)).map(person));
  };
  const strangers = new Strangers({ people }, () => (changes += 1));
  return { strangers, asked, line, changes: () => changes };
}

const settled = () => vi.advanceTimersByTimeAsync(1);

it("asks for all who are wanted at a moment at once, and for each once", async () => {
  const { strangers, asked, changes } = known({ gone: ["erased"] });
  for (const id of ["ana", "ben", "ana", "erased"]) strangers.ask("hikers", id);
  await settled();
  for (const id of ["ana", "erased", "cleo"]) strangers.ask("hikers", id);
  await settled();
  expect(asked).toEqual([["ana", "ben", "erased"], ["cleo"]]);
  expect([...(strangers.of("hikers")?.keys() ?? [])]).toEqual(["ana", "ben", "cleo"]);
  expect(strangers.of("hikers")?.get("ana")?.displayName).toBe("Name of ana");
  expect(changes()).toBe(2);
});

it("keeps chats apart, and forgets one that is left", async () => {
  const { strangers, asked } = known();
  strangers.ask("hikers", "ana");
  strangers.ask("readers", "ana");
  await settled();
  expect(asked).toHaveLength(2);
  strangers.forget("hikers");
  expect(strangers.of("hikers")).toBeUndefined();
  expect(strangers.of("readers")?.has("ana")).toBe(true);
});

it("asks for no more than a hundred at a time", async () => {
  const { strangers, asked } = known();
  for (let number = 0; number < 230; number++) strangers.ask("hikers", String(number));
  await settled();
  expect(asked.map((ids) => ids.length)).toEqual([100, 100, 30]);
  expect(strangers.of("hikers")?.size).toBe(230);
});

it("asks again once the connection is back", async () => {
  const { strangers, asked, line } = known();
  line.isThere = false;
  strangers.ask("hikers", "ana");
  await settled();
  line.isThere = true;
  strangers.ask("hikers", "ana");
  await settled();
  expect(asked).toHaveLength(1);
  strangers.renew();
  strangers.ask("hikers", "ana");
  strangers.renew();
  strangers.ask("hikers", "ana");
  await settled();
  expect(strangers.of("hikers")?.has("ana")).toBe(true);
  expect(asked).toEqual([["ana"], ["ana"]]);
});
