import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DeviceError } from "@/features/calls";
import { ApiError } from "@/lib/api";
import { device, invitation, roomOf, standing, stubStreams, TOMAS } from "./fakes.test-support";

beforeEach(() => {
  stubStreams();
  sessionStorage.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const rings = { inviteId: "date-1", expiresAt: "2026-11-22T20:00:30Z" };
const inviting = () => Promise.resolve(rings);
const is =
  <Value>(value: Value) =>
  () =>
    Promise.resolve(value);
const CLOSED = { audio: 0, video: 0 };
const OPEN = { audio: 1, video: 1 };

describe("inviting", () => {
  it("rings until it is accepted, and then the date begins", async () => {
    const { dates, lines, phase, rings } = device({ invite: inviting });
    await dates.invite(TOMAS, 300);
    expect(dates.view().asking).toMatchObject({ inviteId: "date-1", refusal: null });
    dates.hear("call:start", roomOf());
    expect(dates.view().asking).toBeNull();
    expect(phase()).toBe("connecting");
    expect(lines[0]?.sync).toHaveBeenLastCalledWith([TOMAS.id], new Set([TOMAS.id]));
    lines[0]?.become("connected");
    expect(phase()).toBe("connected");
    expect(rings).toEqual([null, "outgoing", null]);
  });

  it("asks for the devices before anybody is rung", async () => {
    const invite = vi.fn(inviting);
    const { dates, devices } = device({ invite });
    devices.openFor = () => Promise.reject(new DeviceError("denied"));
    await dates.invite(TOMAS, 300);
    expect(invite).not.toHaveBeenCalled();
    expect(dates.view()).toMatchObject({ problem: "denied", asking: null });
  });

  it.each([
    ["cooldown_active", "cooldown"],
    ["busy", "busy"],
    ["in_another_call", "busyHere"],
    ["not_available", "notThere"],
    ["not_found", "gone"],
    ["profile_hidden", "hidden"],
  ])("says why the server refuses it: %s", async (code, refusal) => {
    const { dates, open } = device({ invite: () => Promise.reject(new ApiError(code, "No.")) });
    await dates.invite(TOMAS, 300);
    expect(dates.view().asking?.refusal).toBe(refusal);
    expect(open).toEqual(CLOSED);
  });

  it("tells somebody who is not connected from a server that is not", async () => {
    const theirs = device({ invite: () => Promise.reject(new ApiError("offline", "They are not here.")) });
    await theirs.dates.invite(TOMAS, 300);
    expect(theirs.dates.view().asking?.refusal).toBe("offline");
    const gone = new ApiError("offline", "No answer.", { cause: new Error("timeout") });
    const ours = device({ invite: () => Promise.reject(gone) });
    await ours.dates.invite(TOMAS, 300);
    expect(ours.dates.view().asking?.refusal).toBe("failed");
  });

  it("takes back what was taken back before the server had answered", async () => {
    const { promise, resolve } = Promise.withResolvers<typeof rings>();
    const rescind = vi.fn(is({}));
    const { dates, open } = device({ invite: () => promise, rescind });
    const asking = dates.invite(TOMAS, 300);
    await vi.waitFor(() => {
      expect(dates.view().asking).not.toBeNull();
    });
    await dates.rescind();
    expect(rescind).not.toHaveBeenCalled();
    resolve(rings);
    await asking;
    expect(rescind).toHaveBeenCalledWith("date-1");
    expect(open).toEqual(CLOSED);
  });

  it("keeps the date that began with the very invitation", async () => {
    const { promise, resolve } = Promise.withResolvers<typeof rings>();
    const rescind = vi.fn(is({}));
    const { dates, phase } = device({ invite: () => promise, rescind });
    const asking = dates.invite(TOMAS, 300);
    await vi.waitFor(() => {
      expect(dates.view().asking).not.toBeNull();
    });
    dates.hear("call:start", roomOf());
    resolve(rings);
    await asking;
    expect(rescind).not.toHaveBeenCalled();
    expect(phase()).toBe("connecting");
  });

  it("forgets what rang meanwhile", async () => {
    const { dates } = device({ invite: inviting });
    dates.hear("call:notify", invitation({ inviteId: "date-2" }));
    await dates.invite(TOMAS, 300);
    await dates.catchUp();
    expect(dates.view()).toMatchObject({ incoming: [], asking: null });
  });
});

describe("being invited", () => {
  it("rings until it is taken back, and says so", () => {
    const { dates, notices, rings } = device();
    dates.hear("call:notify", invitation());
    expect(dates.view().ringing).toHaveLength(1);
    dates.hear("call:rescinded", { inviteId: "date-1", reason: "timeout" });
    expect(dates.view().ringing).toEqual([]);
    expect(notices).toEqual([{ kind: "missed", invitation: invitation() }]);
    expect(rings).toEqual([null, "incoming", null]);
  });

  it("says nothing where another device has answered", () => {
    const { dates, notices } = device();
    dates.hear("call:notify", invitation());
    dates.hear("call:rescinded", { inviteId: "date-1", reason: "answered" });
    expect([dates.view().ringing, notices]).toEqual([[], []]);
  });

  it("goes on ringing when the camera is refused, and says what to do", async () => {
    const { dates, devices } = device();
    dates.hear("call:notify", invitation());
    devices.openFor = () => Promise.reject(new DeviceError("inUse"));
    await dates.accept("date-1", 300);
    expect(dates.view()).toMatchObject({ problem: "inUse", ringing: [invitation()] });
  });

  it("is told when it was too late", async () => {
    const { dates, notices, open } = device({
      accept: () => Promise.reject(new ApiError("invitation_over", "It is over.")),
    });
    dates.hear("call:notify", invitation());
    await dates.accept("date-1", 300);
    expect(dates.view().ringing).toEqual([]);
    expect(notices).toEqual([{ kind: "problem", problem: "gone" }]);
    expect(open).toEqual(CLOSED);
  });
});

describe("the lobby", () => {
  it("keeps the camera as long as its page is open", async () => {
    const { dates, open } = device();
    await dates.preview(true);
    await dates.join();
    expect(open).toEqual(OPEN);
    await dates.preview(false);
    expect(open).toEqual(CLOSED);
    expect(dates.view().lobby).toBe("in");
  });

  it("draws nobody into a date who no longer looks", async () => {
    const next = vi.fn((waiting: boolean) => Promise.resolve({ waiting }));
    const { dates } = device({ next });
    await dates.preview(true);
    await dates.next(true);
    expect(dates.view()).toMatchObject({ isWaiting: true, lobby: "in" });
    await dates.preview(false);
    expect(next).toHaveBeenLastCalledWith(false);
  });

  it("says that another tab has the place", async () => {
    const { dates } = device();
    await dates.join();
    dates.hear("queue:moved", {});
    expect(dates.view().lobby).toBe("moved");
  });

  it("is entered again after a reload, while the server keeps the place", async () => {
    await device().dates.join();
    const keeps = device({ standing: is(standing({ inLobby: true })) });
    await keeps.dates.catchUp();
    await vi.waitFor(() => {
      expect(keeps.dates.view().lobby).toBe("in");
    });
    const forgets = device({ standing: is(standing()) });
    await forgets.dates.catchUp();
    expect(forgets.dates.view().lobby).toBe("out");
    await keeps.dates.leave();
    const left = device({ standing: is(standing({ inLobby: true })) });
    await left.dates.catchUp();
    expect(left.dates.view().lobby).toBe("out");
  });
});
