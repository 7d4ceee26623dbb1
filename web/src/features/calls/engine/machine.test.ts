import { describe, expect, it } from "vitest";
import { active, callOf, DEVICE, incoming, ME, member, OTHER } from "./fakes.test-support";
import {
  after,
  begin,
  incomingOf,
  mineToResume,
  phaseOf,
  type Happening,
  type LinkState,
  type State,
} from "./machine";

const at = (...happenings: Happening[]): State => happenings.reduce(after, begin(ME, DEVICE));
const asked: Happening = { type: "asked", chatId: "chat-1", callId: null, kind: "video" };
const entering: Happening = { type: "entering" };
const entered = (call = callOf()): Happening => ({ type: "entered", call });
const told = (call = callOf()): Happening => ({ type: "told", call });
const links = (state: LinkState): Happening => ({ type: "links", links: new Map([[OTHER, state]]) });
const line = (isOnline: boolean): Happening => ({ type: "line", isOnline });

describe("the phases of a call", () => {
  const inside = [asked, entering, entered(), told(active())];
  it.each<[string, Happening[]]>([
    ["idle", []],
    ["asking", [asked]],
    ["calling", [asked, entering]],
    ["calling", [asked, entering, entered()]],
    ["connecting", inside],
    ["connected", [...inside, links("connected")]],
    ["reconnecting", [...inside, links("connected"), links("lost")]],
    ["connected", [...inside, links("connected"), links("lost"), links("connected")]],
    ["reconnecting", [...inside, links("connected"), line(false)]],
    ["connected", [...inside, links("connected"), line(false), line(true)]],
    ["ringing", [told(incoming())]],
    ["ended", [...inside, { type: "left", ending: "ended" }]],
    ["ended", [asked, { type: "failed", problem: "denied" }]],
    ["idle", [...inside, { type: "left", ending: "ended" }, { type: "closed" }]],
  ])("is %s", (phase, happenings) => {
    expect(phaseOf(at(...happenings))).toBe(phase);
  });

  it("is lost for as long as the server takes one to have dropped", () => {
    const members = [member(ME, "dropped", DEVICE), member(OTHER, "joined", "their-device")];
    const state = at(...inside, links("connected"), told(active({ members, version: 3 })));
    expect(phaseOf(state)).toBe("reconnecting");
  });

  it("rings although the end of another call is still to be seen", () => {
    const state = at(asked, entered(), { type: "left", ending: "ended" }, told(incoming({ id: "call-2" })));
    expect(phaseOf(state)).toBe("ringing");
  });
});

describe("what is told of a call", () => {
  it("is ignored when something newer is known", () => {
    const state = at(asked, entered(active({ version: 5 })), told(callOf({ version: 4, state: "ended" })));
    expect(state.calls.get("call-1")?.version).toBe(5);
    expect(phaseOf(state)).toBe("connecting");
  });

  it.each(["rejected", "missed", "busy", "dropped", "timeout"] as const)("ends it, because %s", (reason) => {
    const state = at(asked, entered(), told(callOf({ state: "ended", reason, version: 2 })));
    expect(state.own).toMatchObject({ stage: "over", ending: reason });
  });

  it("ends it at once where the answer to calling is that it has ended", () => {
    const state = at(asked, entering, entered(callOf({ state: "ended", reason: "busy" })));
    expect(state.own?.ending).toBe("busy");
  });

  it("ends it here when it goes on at another device", () => {
    const elsewhere = [member(ME, "joined", "device-there"), member(OTHER, "joined", "their-device")];
    const state = at(asked, entered(active()), told(active({ members: elsewhere, version: 3 })));
    expect(state.own?.ending).toBe("moved");
    expect(
      at(asked, entered(active()), { type: "moved", callId: "call-1", deviceId: "there" }).own?.ending,
    ).toBe("moved");
  });

  it("does not end it when the same tab has taken it up again", () => {
    const state = at(asked, entered(active()), { type: "moved", callId: "call-1", deviceId: DEVICE });
    expect(phaseOf(state)).toBe("connecting");
  });

  it("ends it when one was away for too long and the others go on", () => {
    const left = [member(ME, "left"), member(OTHER, "joined"), member("third", "joined")];
    expect(at(asked, entered(active()), told(active({ members: left, version: 3 }))).own?.ending).toBe(
      "dropped",
    );
  });
});

describe("incoming calls", () => {
  it("stop when one has answered on another device", () => {
    const members = [member(OTHER, "joined", "x"), member(ME, "joined", "device-there")];
    expect(
      incomingOf(at(told(incoming()), told(incoming({ state: "active", members, version: 2 })))),
    ).toEqual([]);
  });

  it("stop when it is cancelled, and are forgotten", () => {
    const state = at(told(incoming()), told(incoming({ state: "ended", reason: "cancelled", version: 2 })));
    expect(phaseOf(state)).toBe("idle");
    expect(state.calls.size).toBe(0);
  });

  it("stop here when they are silenced, and are still known", () => {
    const state = at(told(incoming()), { type: "silenced", callId: "call-1" });
    expect(phaseOf(state)).toBe("idle");
    expect(state.calls.size).toBe(1);
  });

  it("do not ring for whom one calls at the same moment", () => {
    expect(incomingOf(at(asked, entering, told(incoming())))).toEqual([]);
  });
});

it("takes up only the calls of this tab", () => {
  const elsewhere = active({ members: [member(ME, "joined", "device-there")] });
  const here = active({ id: "call-2", members: [member(ME, "dropped", DEVICE)] });
  expect(mineToResume(begin(ME, DEVICE), [elsewhere, here])?.id).toBe("call-2");
  expect(mineToResume(begin(ME, DEVICE), [elsewhere])).toBeUndefined();
});
