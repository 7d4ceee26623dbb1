import { vi } from "vitest";
import { ApiError } from "@/lib/api";
import { Calls } from "./calls";
import type { Line, MeshTools, PeerView } from "./mesh";
import type { Devices } from "./self";
import type { CallServer } from "./server";
import { SILENT } from "./slots";
import type { Call, CallMember } from "./wire";

export const ME = "user-me";
export const OTHER = "user-other";
export const DEVICE = "device-here";

export const member = (
  userId: string,
  state: CallMember["state"],
  deviceId: string | null = null,
): CallMember => ({
  userId,
  state,
  joinedAt: null,
  deviceId,
});

export const person = (id: string) => ({ id, displayName: id, username: null, photo: null, isDemo: false });

/** A call that I began and that rings for the other one, unless it is said otherwise. */
export const callOf = (change: Partial<Call> = {}): Call => ({
  id: "call-1",
  chatId: "chat-1",
  kind: "video",
  state: "ringing",
  startedBy: ME,
  createdAt: "2026-11-22T10:00:00Z",
  ringsUntil: "2026-11-22T10:00:45Z",
  answeredAt: null,
  endedAt: null,
  reason: null,
  durationSeconds: 0,
  maxSeconds: null,
  endsAt: null,
  members: [member(ME, "joined", DEVICE), member(OTHER, "ringing")],
  people: [person(ME), person(OTHER)],
  version: 1,
  ...change,
});

export const incoming = (change: Partial<Call> = {}): Call =>
  callOf({
    startedBy: OTHER,
    members: [member(OTHER, "joined", "their-device"), member(ME, "ringing")],
    ...change,
  });

export const active = (change: Partial<Call> = {}): Call =>
  callOf({
    state: "active",
    answeredAt: "2026-11-22T10:00:10Z",
    members: [member(ME, "joined", DEVICE), member(OTHER, "joined", "their-device")],
    version: 2,
    ...change,
  });

const stops = new WeakMap<object, ReturnType<typeof vi.fn>>();

/** A track that remembers whether it was stopped. */
export function track(kind: "audio" | "video") {
  const stop = vi.fn();
  const made = { kind, enabled: true, onended: null as (() => void) | null, stop, contentHint: "" };
  stops.set(made, stop);
  return made as unknown as MediaStreamTrack;
}

class FakeStream {
  readonly tracks: MediaStreamTrack[];
  constructor(tracks: MediaStreamTrack[] = []) {
    this.tracks = tracks;
  }
}

export function stubStreams() {
  vi.stubGlobal("MediaStream", FakeStream);
}

/** A line that only remembers what it was told. */
export class FakeLine implements Line {
  readonly tools: MeshTools;
  readonly views = vi.fn((): ReadonlyMap<string, PeerView> => new Map(this.links));
  readonly sync = vi.fn();
  readonly hear = vi.fn();
  readonly send = vi.fn();
  readonly revive = vi.fn();
  readonly mend = vi.fn();
  readonly close = vi.fn();
  links: [string, PeerView][] = [];

  constructor(tools: MeshTools) {
    this.tools = tools;
  }

  become(userId: string, link: PeerView["link"]) {
    const streams = { audio: null, camera: null, screen: null };
    this.links = [[userId, { link, streams, media: SILENT, quality: "good", isHeldBack: false }]];
    this.tools.changed();
  }
}

/** One device, with a server and devices that do as they are told. */
export function device(server: Partial<CallServer> = {}) {
  const made = { audio: track("audio"), camera: track("video"), screen: track("video") };
  const isStopped = (slot: keyof typeof made) => (stops.get(made[slot])?.mock.calls.length ?? 0) > 0;
  const tracks = { ...made, isStopped };
  const lines: FakeLine[] = [];
  const rings: (string | null)[] = [];
  const missed: Call[] = [];
  const refuse = () => Promise.reject(new ApiError("offline", "nobody is there"));
  const told: CallServer = {
    initiate: refuse,
    answer: refuse,
    resume: refuse,
    reject: refuse,
    end: vi.fn(refuse),
    upgrade: refuse,
    signal: () => Promise.resolve(null),
    current: () => Promise.resolve([]),
    find: refuse,
    ice: () => Promise.resolve({ configuration: {}, ttlSeconds: 600 }),
    ...server,
  };
  const devices: Devices = {
    openFor: (isVideo) =>
      Promise.resolve({ audio: tracks.audio, camera: isVideo ? tracks.camera : null, cameraProblem: null }),
    openTrack: (wanted) => Promise.resolve(wanted === "microphone" ? tracks.audio : track("video")),
    openScreen: () => Promise.resolve(tracks.screen),
  };
  const calls = new Calls({
    me: ME,
    deviceId: DEVICE,
    server: told,
    devices,
    openLine: (tools) => {
      const line = new FakeLine(tools);
      lines.push(line);
      return line;
    },
    openConnection: () => {
      throw new Error("a fake line opens none");
    },
    ringer: {
      ring: (which) => {
        if (rings.at(-1) !== which) rings.push(which);
      },
      close: () => undefined,
    },
    missed: (call) => missed.push(call),
  });
  return { calls, tracks, lines, rings, missed, devices, server: told, phase: () => calls.view().phase };
}
