import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api";
import { Drafts } from "./drafts";
import type { Draft } from "./store";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-21T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const CHAT = "chat";
const LATER = "2026-11-21T13:00:00Z";
const EARLIER = "2026-11-21T11:00:00Z";

/** One device, and what its server was told; its answers take as long as the line does. */
function device(kept: Draft[] = []) {
  const told: string[] = [];
  const line = { isDown: false, delay: 0 };
  const saveDraft = async (_: string, content: string) => {
    if (line.isDown) throw new ApiError("offline", "The server could not be reached.");
    told.push(content);
    if (line.delay > 0) await new Promise((resolve) => setTimeout(resolve, line.delay));
  };
  const disk = new Map(kept.map((draft) => [draft.chatId, draft]));
  const store = {
    drafts: () => Promise.resolve([...disk.values()]),
    putDraft: (draft: Draft) => Promise.resolve(void disk.set(draft.chatId, draft)),
  };
  const drafts = new Drafts({ server: { saveDraft }, store, changed: () => undefined });
  const write = (content: string) => {
    drafts.put({ chatId: CHAT, content, replyToId: null });
  };
  const said = (content: string, updatedAt: string) => ({ content, replyToId: null, updatedAt });
  return { drafts, told, line, disk, write, said, content: () => drafts.of(CHAT)?.content };
}

it("tells what is typed after a pause, once", async () => {
  const { told, write } = device();
  for (const text of ["H", "Hi", "Hi there"]) {
    write(text);
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual(["Hi there"]);
});

it("tells at once when one leaves", async () => {
  const { drafts, told, write } = device();
  write("Hi");
  drafts.flush(CHAT);
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(["Hi"]);
});

it("says nothing of what was sent before anybody was told", async () => {
  const { told, write } = device();
  write("Hi");
  write("");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([]);
});

it("clears everywhere what was told, also when the server was away", async () => {
  const { drafts, told, line, write, said, content } = device();
  write("Hi");
  await vi.advanceTimersByTimeAsync(2000);
  line.isDown = true;
  write("");
  await vi.advanceTimersByTimeAsync(2000);
  expect(content()).toBeUndefined();
  line.isDown = false;
  drafts.hear(CHAT, said("Hi", EARLIER));
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(["Hi", ""]);
  expect(content()).toBeUndefined();
});

it("takes over what another device has", async () => {
  const { drafts, write, said, content } = device();
  write("Hi");
  await vi.advanceTimersByTimeAsync(10_000);
  drafts.hear(CHAT, said("Hi from the phone", LATER));
  expect(content()).toBe("Hi from the phone");
  expect(drafts.heard(CHAT)).toBe(1);
  drafts.hear(CHAT, null);
  expect(content()).toBeUndefined();
  expect(drafts.heard(CHAT)).toBe(2);
});

it("lets nothing take the place of what is being typed, and tells it again", async () => {
  const { drafts, told, write, said, content } = device();
  write("Hi from here");
  await vi.advanceTimersByTimeAsync(2000);
  drafts.hear(CHAT, said("Hi from the phone", LATER));
  expect(content()).toBe("Hi from here");
  expect(drafts.heard(CHAT)).toBe(0);
  await vi.advanceTimersByTimeAsync(2000);
  expect(told).toEqual(["Hi from here", "Hi from here"]);
});

it("drops what it wrote itself when it comes back", async () => {
  const { drafts, told, write, said } = device();
  write("Hi");
  await vi.advanceTimersByTimeAsync(1500);
  drafts.hear(CHAT, said("Hi", LATER));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(["Hi"]);
  expect(drafts.heard(CHAT)).toBe(0);
});

it("does not believe an answer that is older than what was written since", async () => {
  const { drafts, write, content } = device();
  const before = Date.now();
  await vi.advanceTimersByTimeAsync(10);
  write("Hi");
  await vi.advanceTimersByTimeAsync(10_000);
  drafts.hear(CHAT, null, before);
  expect(content()).toBe("Hi");
});

it("tells what was written while it was away, unless there is something newer", async () => {
  const kept = {
    chatId: CHAT,
    content: "Written on a train",
    replyToId: null,
    at: Date.now(),
    isTold: false,
    there: null,
    sent: [],
  };
  const first = device([kept]);
  await first.drafts.begin();
  first.drafts.hear(CHAT, first.said("Older", EARLIER));
  expect(first.told).toEqual(["Written on a train"]);
  const second = device([kept]);
  await second.drafts.begin();
  second.drafts.hear(CHAT, second.said("Newer", LATER));
  expect(second.content()).toBe("Newer");
  expect(second.told).toEqual([]);
});

it("keeps what is typed until the message is kept", async () => {
  const { drafts, told, write, content } = device();
  write("Hi");
  const left = drafts.sending(CHAT);
  expect(content()).toBe("Hi");
  drafts.sent(left);
  expect(content()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([]);
});

it("leaves alone what was typed while the message was being kept", async () => {
  const { drafts, told, write, content } = device();
  write("Hi");
  const left = drafts.sending(CHAT);
  await vi.advanceTimersByTimeAsync(10);
  write("And");
  drafts.sent(left);
  expect(content()).toBe("And");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual(["And"]);
});

it("clears elsewhere what it had told before it was sent", async () => {
  const { drafts, told, write } = device();
  write("Hi");
  await vi.advanceTimersByTimeAsync(2000);
  drafts.sent(drafts.sending(CHAT));
  await vi.advanceTimersByTimeAsync(0);
  expect(told).toEqual(["Hi", ""]);
});

it("clears what it had told itself, also where that arrived after it was sent", async () => {
  const left = {
    chatId: CHAT,
    content: "",
    replyToId: null,
    at: Date.now(),
    isTold: false,
    there: "Hi",
    sent: [],
  };
  const { drafts, told, said, content } = device([left]);
  await drafts.begin();
  drafts.hear(CHAT, said("Hi", LATER));
  expect(content()).toBeUndefined();
  expect(told).toEqual([""]);
});

it("leaves on the disk what is left beside the message, whatever the server says meanwhile", async () => {
  const { drafts, line, disk, write, content } = device();
  line.delay = 1000;
  write("Hi");
  await vi.advanceTimersByTimeAsync(1500);
  disk.set(CHAT, drafts.sending(CHAT));
  await vi.advanceTimersByTimeAsync(1000);
  expect(disk.get(CHAT)?.content).toBe("");
  expect(content()).toBe("Hi");
});

it("tells one thing after the other", async () => {
  const { drafts, told, line, write } = device();
  line.delay = 1000;
  write("Hi");
  await vi.advanceTimersByTimeAsync(1500);
  drafts.sent(drafts.sending(CHAT));
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toEqual(["Hi"]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told).toEqual(["Hi", ""]);
});

it("clears what it was before it was sent, where that comes back overtaken", async () => {
  const { drafts, told, write, said, content } = device();
  write("Hi");
  drafts.sent(drafts.sending(CHAT));
  drafts.hear(CHAT, null);
  drafts.hear(CHAT, said("Hi", LATER));
  expect(content()).toBeUndefined();
  await vi.advanceTimersByTimeAsync(2000);
  expect(told).toEqual([""]);
});

it("takes the same words from elsewhere a while after they were sent", async () => {
  const { drafts, told, write, said, content } = device();
  write("Hi");
  drafts.sent(drafts.sending(CHAT));
  await vi.advanceTimersByTimeAsync(90_000);
  drafts.hear(CHAT, said("Hi", LATER));
  expect(content()).toBe("Hi");
  await vi.advanceTimersByTimeAsync(2000);
  expect(told).toEqual([]);
});
