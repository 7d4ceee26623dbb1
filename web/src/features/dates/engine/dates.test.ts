import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api";
import { DEVICE, device, invitation, ME, roomOf, standing, stubStreams, TOMAS } from "./fakes.test-support";

beforeEach(() => {
  stubStreams();
  sessionStorage.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const is =
  <Value>(value: Value) =>
  () =>
    Promise.resolve(value);
const CLOSED = { audio: 0, video: 0 };
const OPEN = { audio: 1, video: 1 };

/** In a date with Tomas, whose picture is there. */
async function inDate(server: Parameters<typeof device>[0] = {}) {
  const made = device({ accept: is(roomOf()), ...server });
  made.dates.hear("call:notify", invitation());
  await made.dates.accept("date-1", 300);
  made.lines[0]?.become("connected");
  return made;
}

describe("in a date", () => {
  it("tells once that the other is seen, and follows the server's clock", async () => {
    const flowing = vi.fn(is({}));
    const { dates, own } = await inDate({ flowing });
    dates.talk.flow();
    dates.talk.flow();
    expect(flowing).toHaveBeenCalledTimes(1);
    const clock = { startsAt: "2026-11-22T20:00:02Z", endsAt: "2026-11-22T20:04:12Z" };
    dates.hear("room:clock", { roomId: "date-1", ...clock });
    expect(own()?.room).toMatchObject({ ...clock, isFlowing: true });
  });

  it("shows what one says once, though one is told of it too", async () => {
    const said = { fromUserId: ME, text: "Hello", at: "2026-11-22T20:00:05Z" };
    const { dates, own } = await inDate({ say: is(said) });
    dates.hear("room:chat", { roomId: "date-1", ...said });
    await dates.talk.say("Hello");
    expect(own()?.room.messages).toEqual([said]);
  });

  it("is longer when both want it", async () => {
    const { dates, own } = await inDate({ extend: is({ agreed: false }) });
    await dates.talk.extend(300);
    expect(own()?.room.extension).toEqual({ fromUserId: ME, seconds: 300 });
    dates.hear("room:extended", { roomId: "date-1", agreedSeconds: 550, endsAt: "2026-11-22T20:09:10Z" });
    expect(own()?.room).toMatchObject({ agreedSeconds: 550, extension: null });
  });

  it("waits for somebody who has dropped", async () => {
    const { dates, lines, phase } = await inDate();
    dates.hear("room:peer", { roomId: "date-1", userId: TOMAS.id, state: "dropped" });
    expect(phase()).toBe("away");
    expect(lines[0]?.sync).toHaveBeenLastCalledWith([TOMAS.id], new Set());
    dates.hear("room:peer", { roomId: "date-1", userId: TOMAS.id, state: "joined" });
    expect(phase()).toBe("connected");
  });

  it("lets go of camera and line when the server ends it", async () => {
    const { dates, lines, open, own, rings } = await inDate();
    expect(open).toEqual(OPEN);
    dates.hear("session:finalized", { roomId: "date-1", durationSeconds: 250, reason: "timeout" });
    expect(own()).toMatchObject({ stage: "over", ending: "timeout", durationSeconds: 250 });
    expect(lines[0]?.close).toHaveBeenCalled();
    expect(open).toEqual(CLOSED);
    expect(rings.at(-1)).toBe("ended");
  });

  it("is over at once for who leaves, whatever is told late", async () => {
    const end = vi.fn(is({}));
    const { dates, own } = await inDate({ end });
    await dates.end(true);
    dates.hear("session:finalized", { roomId: "date-1", durationSeconds: 12, reason: "ended" });
    dates.hear("call:start", roomOf());
    expect(own()).toMatchObject({ stage: "over", ending: "left", durationSeconds: 12 });
    expect(end).toHaveBeenCalledWith("date-1", true);
  });

  it("hears no signal of another date", async () => {
    const { dates, lines } = await inDate();
    dates.hear("call:signal", { callId: "date-0", fromUserId: TOMAS.id, signal: {} });
    expect(lines[0]?.hear).not.toHaveBeenCalled();
    dates.hear("call:signal", { callId: "date-1", fromUserId: TOMAS.id, signal: {} });
    expect(lines[0]?.hear).toHaveBeenCalledTimes(1);
  });

  it("goes on at the device that has taken it up", async () => {
    const { dates, open, phase } = await inDate();
    dates.hear("room:moved", { roomId: "date-1", deviceId: "device-there" });
    expect(phase()).toBe("elsewhere");
    expect(open).toEqual(CLOSED);
    dates.hear("session:finalized", { roomId: "date-1", durationSeconds: 9, reason: "ended" });
    expect(phase()).toBe("none");
  });
});

describe("afterwards", () => {
  const match = { id: "match-1", chatId: "chat-1", user: { id: TOMAS.id } };
  const asMatch = match as unknown as NonNullable<
    Awaited<ReturnType<ReturnType<typeof device>["dates"]["again"]>>["match"]
  >;

  it("is a match at once where the other one has said yes already", async () => {
    const { dates, own } = await inDate({ again: is({ again: true, isMutual: true, match: asMatch }) });
    await dates.end();
    await dates.again("date-1", true);
    expect(own()).toMatchObject({ again: true, match });
  });

  it("becomes one when the other one says it later", async () => {
    const { dates, own } = await inDate({ again: is({ again: true, isMutual: false, match: null }) });
    await dates.end();
    dates.hear("match:new", { match });
    expect(own()?.match).toBeNull();
    await dates.again("date-1", true);
    dates.hear("match:new", { match });
    expect(own()?.match).toEqual(match);
  });

  it("is said once the server has heard that the date is over, however quick the answer is", async () => {
    let hasEnded: (heard: null) => void = () => undefined;
    const end = () =>
      new Promise((resolve) => {
        hasEnded = resolve;
      });
    const again = vi.fn(is({ again: true, isMutual: false, match: null }));
    const { dates } = await inDate({ end, again });
    void dates.end();
    const answered = dates.again("date-1", true);
    await Promise.resolve();
    expect(again).not.toHaveBeenCalled();
    hasEnded(null);
    await answered;
    expect(again).toHaveBeenCalledOnce();
  });
});

describe("after the server was away", () => {
  it("takes the date up and mends the line", async () => {
    const resume = vi.fn(is(roomOf()));
    const { dates, lines, phase } = await inDate({ resume, standing: is(standing({ room: roomOf() })) });
    dates.follow(false);
    expect(phase()).toBe("reconnecting");
    dates.follow(true);
    await vi.waitFor(() => {
      expect(lines[0]?.revive).toHaveBeenCalled();
    });
    expect(resume).toHaveBeenCalledWith("date-1", DEVICE);
    expect(phase()).toBe("connected");
  });

  it("goes on after a reload, as muted as before", async () => {
    sessionStorage.setItem("callMuted", JSON.stringify({ callId: "date-1", isMuted: true, hasCamera: true }));
    const { dates, phase } = device({
      resume: is(roomOf()),
      standing: is(standing({ room: roomOf() })),
    });
    await dates.catchUp();
    expect(phase()).toBe("connecting");
    expect(dates.view().self.isMuted).toBe(true);
  });

  it("is back in the lobby", async () => {
    const join = vi.fn(is({ available: true }));
    const { dates } = device({ join });
    await dates.join();
    dates.follow(false);
    dates.follow(true);
    await vi.waitFor(() => {
      expect(join).toHaveBeenCalledTimes(2);
    });
  });

  it("says that a date is over that could not be taken up", async () => {
    const resume = () => Promise.reject(new ApiError("date_over", "It is over."));
    const { dates, own } = await inDate({ resume });
    dates.follow(false);
    dates.follow(true);
    await vi.waitFor(() => {
      expect(own()).toMatchObject({ stage: "over", ending: "lost" });
    });
  });
});
