import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/api";
import {
  active,
  callOf,
  device,
  DEVICE,
  incoming,
  ME,
  member,
  OTHER,
  stubStreams,
} from "./fakes.test-support";
import { DeviceError } from "./problem";
import type { Call } from "./wire";

beforeEach(() => {
  stubStreams();
  sessionStorage.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const is = (call: Call) => () => Promise.resolve(call);

describe("calling", () => {
  it("rings until somebody answers, and then talks", async () => {
    const { calls, lines, rings, phase } = device({ initiate: is(callOf()) });
    await calls.call("chat-1", "video");
    expect(phase()).toBe("calling");
    calls.hear("call:accepted", { callId: "call-1", userId: OTHER, call: active() });
    expect(phase()).toBe("connecting");
    expect(lines[0]?.sync).toHaveBeenLastCalledWith([OTHER], new Set([OTHER]));
    lines[0]?.become(OTHER, "connected");
    expect(phase()).toBe("connected");
    expect(rings).toEqual([null, "outgoing", null]);
  });

  it("asks for the devices before anybody is rung", async () => {
    const initiate = vi.fn(is(callOf()));
    const { calls, devices, phase } = device({ initiate });
    devices.openFor = () => Promise.reject(new DeviceError("denied"));
    await calls.call("chat-1", "video");
    expect(initiate).not.toHaveBeenCalled();
    expect(phase()).toBe("ended");
    expect(calls.view().own?.problem).toBe("denied");
  });

  it("hangs up what was begun while the server had not answered", async () => {
    const { promise, resolve } = Promise.withResolvers<Call>();
    const end = vi.fn(is(callOf()));
    const { calls, tracks } = device({ initiate: () => promise, end });
    const calling = calls.call("chat-1", "audio");
    await vi.waitFor(() => {
      expect(calls.view().own?.stage).toBe("entering");
    });
    await calls.hangUp();
    resolve(callOf());
    await calling;
    expect(end).toHaveBeenCalledWith("call-1");
    expect(tracks.isStopped("audio")).toBe(true);
  });

  it("is simply connected with whoever calls at the same moment", async () => {
    const { promise, resolve } = Promise.withResolvers<Call>();
    const { calls, phase } = device({ initiate: () => promise });
    const calling = calls.call("chat-1", "video");
    await vi.waitFor(() => {
      expect(calls.view().own?.stage).toBe("entering");
    });
    calls.hear("call:incoming", { callId: "call-1", call: incoming() });
    expect(calls.view().incoming).toEqual([]);
    resolve(active());
    await calling;
    expect(phase()).toBe("connecting");
  });

  it("lets go of camera and microphone when it is over", async () => {
    const { calls, lines, tracks } = device({ initiate: is(active()) });
    await calls.call("chat-1", "video");
    calls.hear("call:ended", {
      callId: "call-1",
      call: active({ state: "ended", reason: "ended", version: 3 }),
    });
    expect([tracks.isStopped("audio"), tracks.isStopped("camera")]).toEqual([true, true]);
    expect(lines[0]?.close).toHaveBeenCalled();
  });
});

describe("being called", () => {
  it("says nothing where another device of the same person was faster", async () => {
    const answer = () => Promise.reject(new ApiError("answered_elsewhere", "Answered."));
    const { calls, phase } = device({ answer });
    calls.hear("call:incoming", { callId: "call-1", call: incoming() });
    expect(phase()).toBe("ringing");
    await calls.answer("call-1", "video");
    expect(phase()).toBe("idle");
  });

  it("tells of a call that nobody answered", () => {
    const { calls, missed } = device();
    calls.hear("call:incoming", { callId: "call-1", call: incoming() });
    calls.hear("call:ended", {
      callId: "call-1",
      call: incoming({ state: "ended", reason: "missed", version: 2 }),
    });
    expect(missed.map(({ id }) => id)).toEqual(["call-1"]);
  });

  it("tells of none that it has declined itself", async () => {
    const reject = is(incoming({ state: "ended", reason: "rejected", version: 2 }));
    const { calls, missed } = device({ reject });
    calls.hear("call:incoming", { callId: "call-1", call: incoming() });
    await calls.reject("call-1");
    expect(missed).toEqual([]);
  });
});

describe("after the server was away", () => {
  it("takes the call up and mends the line", async () => {
    const resume = vi.fn(is(active({ version: 4 })));
    const { calls, lines } = device({ initiate: is(active()), resume });
    await calls.call("chat-1", "video");
    calls.follow(false);
    expect(calls.view().phase).toBe("reconnecting");
    calls.follow(true);
    await vi.waitFor(() => {
      expect(lines[0]?.revive).toHaveBeenCalled();
    });
    expect(resume).toHaveBeenCalledWith("call-1", DEVICE);
  });

  it("comes back where the server took it to be gone", async () => {
    const resume = vi.fn(is(active({ version: 4 })));
    const { calls, phase } = device({ initiate: is(active()), resume });
    await calls.call("chat-1", "video");
    const members = [member(ME, "dropped", DEVICE), member(OTHER, "joined", "their-device")];
    calls.hear("call:updated", { call: active({ members, version: 3 }) });
    expect(phase()).toBe("reconnecting");
    await vi.waitFor(() => {
      expect(phase()).toBe("connecting");
    });
    expect(resume).toHaveBeenCalledTimes(1);
  });

  it("says how it ended meanwhile", async () => {
    const resume = () => Promise.reject(new ApiError("call_ended", "It has ended."));
    const find = is(active({ state: "ended", reason: "dropped", durationSeconds: 61, version: 5 }));
    const { calls } = device({ initiate: is(active()), resume, find });
    await calls.call("chat-1", "video");
    calls.follow(false);
    calls.follow(true);
    await vi.waitFor(() => {
      expect(calls.view().own).toMatchObject({ stage: "over", ending: "dropped" });
    });
    expect(calls.view().call?.durationSeconds).toBe(61);
  });

  it("forgets what rang and rings no longer", async () => {
    const { calls } = device();
    calls.hear("call:incoming", { callId: "call-1", call: incoming() });
    await calls.catchUp();
    expect(calls.view().phase).toBe("idle");
  });
});

describe("after a reload", () => {
  const members = [member(ME, "dropped", DEVICE), member(OTHER, "joined", "their-device")];
  const dropped = active({ members, version: 3 });

  it("goes on, as muted and as unseen as before", async () => {
    sessionStorage.setItem(
      "callMuted",
      JSON.stringify({ callId: "call-1", isMuted: true, hasCamera: false }),
    );
    const resume = vi.fn(is(active({ version: 4 })));
    const { calls, lines, phase } = device({ current: () => Promise.resolve([dropped]), resume });
    await calls.catchUp();
    expect(resume).toHaveBeenCalledWith("call-1", DEVICE);
    expect(phase()).toBe("connecting");
    expect(calls.view().self).toMatchObject({ isMuted: true, camera: null });
    const told = lines[0]?.send.mock.lastCall;
    expect(told?.[1]).toMatchObject({ isMuted: true, hasCamera: false });
  });

  it("leaves a call alone that is at another device", async () => {
    const elsewhere = active({ members: [member(ME, "joined", "device-there"), member(OTHER, "joined")] });
    const { calls, phase } = device({ current: () => Promise.resolve([elsewhere]) });
    await calls.catchUp();
    expect(phase()).toBe("idle");
    expect(calls.view().calls.size).toBe(1);
  });
});

it("makes a call of sound one of pictures when the camera is turned on", async () => {
  const upgrade = vi.fn(is(active({ kind: "video", version: 3 })));
  const { calls, lines } = device({ initiate: is(active({ kind: "audio" })), upgrade });
  await calls.call("chat-1", "audio");
  await calls.turnCamera(true);
  expect(upgrade).toHaveBeenCalledWith("call-1");
  expect(lines[0]?.send.mock.lastCall?.[1]).toMatchObject({ hasCamera: true });
  await calls.turnCamera(false);
  await calls.turnCamera(true);
  expect(upgrade).toHaveBeenCalledTimes(1);
});
