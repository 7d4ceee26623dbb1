import { vi } from "vitest";
import type { Devices, Line, MeshTools, PeerView } from "@/features/calls";
import { ApiError } from "@/lib/api";
import { Dates, type Notice } from "./dates";
import type { DateServer } from "./server";
import type { DatePerson, Invitation, Room, Standing } from "./wire";

export const ME = "user-me";
export const DEVICE = "device-here";
export const TOMAS: DatePerson = {
  id: "user-tomas",
  displayName: "Tomas",
  username: null,
  photo: null,
  isDemo: false,
};

/** A date with Tomas, on this device, whose clock runs. */
export const roomOf = (change: Partial<Room> = {}): Room => ({
  roomId: "date-1",
  agreedSeconds: 250,
  peer: TOMAS,
  initiator: true,
  startsAt: "2026-11-22T20:00:00Z",
  endsAt: "2026-11-22T20:04:10Z",
  isFlowing: true,
  isBlurred: false,
  blur: { isOn: false, mine: false, theirs: false },
  origin: "invitation",
  event: null,
  peerState: "joined",
  extension: null,
  messages: [],
  socials: [],
  deviceId: DEVICE,
  ...change,
});

export const invitation = (change: Partial<Invitation> = {}): Invitation => ({
  inviteId: "date-1",
  fromUser: TOMAS,
  requestedSeconds: 300,
  expiresAt: "2026-11-22T20:00:30Z",
  ...change,
});

export const standing = (change: Partial<Standing> = {}): Standing => ({
  inLobby: false,
  available: false,
  isWaitingForNext: false,
  room: null,
  incoming: [],
  outgoing: null,
  toAnswer: [],
  limits: { minSeconds: 60, maxSeconds: 1800, usualSeconds: 300 },
  ...change,
});

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
  readonly sync = vi.fn();
  readonly hear = vi.fn();
  readonly send = vi.fn();
  readonly revive = vi.fn();
  readonly mend = vi.fn();
  readonly close = vi.fn();
  #links: [string, PeerView][] = [];

  constructor(tools: MeshTools) {
    this.tools = tools;
  }

  views() {
    return new Map(this.#links);
  }

  become(link: PeerView["link"]) {
    const media = { isMuted: false, hasCamera: true, hasScreen: false, isPaused: false };
    const streams = { audio: null, camera: null, screen: null };
    this.#links = [[TOMAS.id, { link, streams, media, quality: "good", isHeldBack: false }]];
    this.tools.changed();
  }
}

/** One device, with a server and devices that do as they are told. */
export function device(server: Partial<DateServer> = {}) {
  const open = { audio: 0, video: 0 };
  const track = (kind: "audio" | "video") => {
    open[kind] += 1;
    const stop = () => (open[kind] -= 1);
    return { kind, enabled: true, onended: null, stop } as unknown as MediaStreamTrack;
  };
  const devices: Devices = {
    openFor: () => Promise.resolve({ audio: track("audio"), camera: track("video"), cameraProblem: null }),
    openTrack: (wanted) => Promise.resolve(track(wanted === "microphone" ? "audio" : "video")),
    openScreen: () => Promise.resolve(null),
  };
  const refuse = () => Promise.reject(new ApiError("unavailable", "nobody said how to answer"));
  const lines: FakeLine[] = [];
  const rings: (string | null)[] = [null];
  const notices: Notice[] = [];
  const dates = new Dates({
    me: ME,
    deviceId: DEVICE,
    server: {
      standing: () => Promise.resolve(standing()),
      join: () => Promise.resolve({ available: true }),
      leave: () => Promise.resolve({}),
      next: (waiting) => Promise.resolve({ waiting }),
      invite: refuse,
      accept: refuse,
      decline: () => Promise.resolve({}),
      rescind: () => Promise.resolve({}),
      resume: refuse,
      flowing: () => Promise.resolve({}),
      say: refuse,
      give: () => Promise.resolve({}),
      extend: refuse,
      unblur: () => Promise.resolve({}),
      end: () => Promise.resolve({}),
      again: refuse,
      ...server,
    },
    ice: () => Promise.resolve({ configuration: {}, ttlSeconds: 600 }),
    signal: () => Promise.resolve(null),
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
    notice: (notice) => notices.push(notice),
  });
  const own = () => dates.view().own;
  return { dates, devices, open, lines, rings, notices, own, phase: () => dates.view().phase };
}
