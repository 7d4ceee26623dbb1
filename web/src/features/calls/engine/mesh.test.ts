import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { FakeConnection } from "./connection.test-support";
import { ME, OTHER, stubStreams, track } from "./fakes.test-support";
import { Mesh } from "./mesh";
import type { Sample } from "./quality";
import type { Signal } from "./signals";
import { NO_TRACKS, SILENT } from "./slots";

beforeEach(() => {
  vi.useFakeTimers();
  stubStreams();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const WELL: Sample = { received: 0, lost: 0, lostThere: 0, roundTrip: 0.05, carries: 2e6 };
const ILL: Sample = { ...WELL, lostThere: 0.5 };

function mesh() {
  const said: { to: string; signal: Signal }[] = [];
  const connections: FakeConnection[] = [];
  const made = new Mesh({
    me: ME,
    open: () => {
      const connection = new FakeConnection();
      connections.push(connection);
      return connection as unknown as RTCPeerConnection;
    },
    refresh: () => undefined,
    send: (to, signal) => {
      said.push({ to, signal });
      return Promise.resolve();
    },
    changed: () => undefined,
  });
  return { mesh: made, said, connections };
}

const both = [OTHER, "user-third"];

it("has a line to everybody who is in it, and to nobody else", () => {
  const { mesh: line, connections, said } = mesh();
  line.sync(both, new Set(both));
  expect(connections).toHaveLength(2);
  expect(said.map(({ to }) => to)).toEqual(both);
  line.sync([OTHER], new Set([OTHER]));
  expect([...line.views().keys()]).toEqual([OTHER]);
  expect(connections[1]?.isClosed).toBe(true);
});

it("keeps the line to who has dropped, and makes sure of it when they are back", () => {
  const { mesh: line, connections } = mesh();
  line.sync([OTHER], new Set([OTHER]));
  line.sync([OTHER], new Set());
  expect(connections[0]?.isClosed).toBe(false);
  line.sync([OTHER], new Set([OTHER]));
  expect(line.views().size).toBe(1);
  expect(connections).toHaveLength(2);
});

it("lets the picture make way on a bad line only, tells them, and takes it up again", async () => {
  const { mesh: line, said } = mesh();
  const camera = track("video");
  line.sync(both, new Set(both));
  line.send({ ...NO_TRACKS, camera }, { ...SILENT, hasCamera: true });
  // They say who they are, so that they can be told.
  for (const userId of both) line.hear(userId, { session: userId, to: null, hello: true });
  await vi.advanceTimersByTimeAsync(1);
  for (let times = 0; times < 4; times++) line.judge(OTHER, ILL);
  await vi.advanceTimersByTimeAsync(1);
  expect(line.views().get(OTHER)?.isHeldBack).toBe(true);
  expect(line.views().get("user-third")?.isHeldBack).toBe(false);
  const pauses = () =>
    said.filter(({ signal }) => "media" in signal && signal.media.isPaused).map(({ to }) => to);
  expect(pauses()).toEqual([OTHER]);
  for (let times = 0; times < 5; times++) line.judge(OTHER, WELL);
  expect(line.views().get(OTHER)?.isHeldBack).toBe(false);
});

it("hears nobody who is not in the call", () => {
  const { mesh: line, said } = mesh();
  line.hear("stranger", { session: "x", to: null, hello: true });
  expect(said).toEqual([]);
});
