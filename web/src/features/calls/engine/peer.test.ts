import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeConnection } from "./connection.test-support";
import { stubStreams, track } from "./fakes.test-support";
import { Peer } from "./peer";
import { signalOf, type Signal } from "./signals";
import { NO_TRACKS, SILENT, type Tracks } from "./slots";

beforeEach(() => {
  vi.useFakeTimers();
  stubStreams();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type End = { peer: Peer; connections: FakeConnection[]; said: Signal[] };
type Way = { isOpen: boolean };

/** Two ends that hear each other in order, as long as the way between them is open. */
class Pair {
  readonly way: Way = { isOpen: true };
  readonly ends: Record<string, End> = {};

  join(name: "polite" | "bold", tracks: Tracks = NO_TRACKS): End {
    const other = name === "polite" ? "bold" : "polite";
    const connections: FakeConnection[] = [];
    const said: Signal[] = [];
    let names = 0;
    const peer = new Peer(
      {
        isPolite: name === "polite",
        open: () => {
          const made = new FakeConnection();
          connections.push(made);
          return made as unknown as RTCPeerConnection;
        },
        refresh: () => undefined,
        send: async (signal) => {
          said.push(signal);
          if (!this.way.isOpen) throw new Error("nobody hears it");
          await Promise.resolve();
          void this.ends[other]?.peer.hear(JSON.parse(JSON.stringify(signal)) as Signal);
        },
        changed: () => undefined,
        newName: () => `${name}-${String(Date.now())}-${String(++names)}`,
      },
      tracks,
      SILENT,
    );
    const end = { peer, connections, said };
    this.ends[name] = end;
    return end;
  }
}

const settle = () => vi.advanceTimersByTimeAsync(1);
const isStable = (end: End) => end.connections.at(-1)?.signalingState === "stable";
const joined = async (tracks?: Tracks) => {
  const pair = new Pair();
  const polite = pair.join("polite", tracks);
  const bold = pair.join("bold");
  await settle();
  return { pair, polite, bold };
};

describe("two ends of a line", () => {
  it.each([
    ["polite", "bold"],
    ["bold", "polite"],
  ] as const)("find each other where the %s one comes first", async (first, second) => {
    const pair = new Pair();
    const one = pair.join(first);
    await settle();
    const two = pair.join(second);
    await settle();
    expect([one.peer.state, two.peer.state]).toEqual(["connected", "connected"]);
    expect([one.connections.length, two.connections.length]).toEqual([1, 1]);
  });

  it("have the same places in the same order, and one offer made them", async () => {
    const audio = track("audio");
    const { polite, bold } = await joined({ ...NO_TRACKS, audio });
    const offers = [...polite.said, ...bold.said].filter(
      (signal) => "description" in signal && signal.description.type === "offer",
    );
    expect(offers).toHaveLength(1);
    expect(polite.connections[0]?.getTransceivers().map(({ sender }) => sender.track)).toEqual([
      audio,
      null,
      null,
    ]);
    expect(polite.connections[0]?.getTransceivers().map(({ direction }) => direction)).toEqual(
      Array(3).fill("sendrecv"),
    );
  });

  it("agree when both want another way at the same moment", async () => {
    const { polite, bold } = await joined();
    polite.peer.mend();
    bold.peer.mend();
    await settle();
    expect([isStable(polite), isStable(bold)]).toEqual([true, true]);
    expect([polite.peer.state, bold.peer.state]).toEqual(["connected", "connected"]);
    expect([polite.connections.length, bold.connections.length]).toEqual([1, 1]);
  });

  it.each(["polite", "bold"] as const)("go on after a reload of the %s one", async (name) => {
    const { pair, polite, bold } = await joined();
    const stays = name === "polite" ? bold : polite;
    pair.ends[name]?.peer.close();
    const fresh = pair.join(name);
    await settle();
    expect([stays.peer.state, fresh.peer.state]).toEqual(["connected", "connected"]);
    expect(stays.connections).toHaveLength(2);
  });

  it("go on when both begin anew at the same moment", async () => {
    const { polite, bold } = await joined();
    polite.peer.renew();
    bold.peer.renew();
    await settle();
    expect([polite.peer.state, bold.peer.state]).toEqual(["connected", "connected"]);
    expect([isStable(polite), isStable(bold)]).toEqual([true, true]);
    expect(polite.connections.length + bold.connections.length).toBeLessThanOrEqual(6);
  });

  it("make good what got lost while one could not be reached", async () => {
    const { pair, polite, bold } = await joined();
    pair.way.isOpen = false;
    bold.peer.mend();
    await settle();
    expect(isStable(bold)).toBe(false);
    pair.way.isOpen = true;
    bold.peer.revive(false);
    await settle();
    expect([isStable(polite), isStable(bold)]).toEqual([true, true]);
    expect([polite.peer.state, bold.peer.state]).toEqual(["connected", "connected"]);
  });

  it("look for another way by themselves when the line breaks, and then begin anew", async () => {
    const { pair, polite, bold } = await joined();
    pair.way.isOpen = false;
    for (const { connections } of [polite, bold]) connections[0]?.connect("failed");
    expect([polite.peer.state, bold.peer.state]).toEqual(["lost", "lost"]);
    await settle();
    expect(bold.connections[0]?.restarts).toBe(1);
    pair.way.isOpen = true;
    await vi.advanceTimersByTimeAsync(20_000);
    expect([polite.peer.state, bold.peer.state]).toEqual(["connected", "connected"]);
  });

  it("tell each other what they send, also who comes later", async () => {
    const pair = new Pair();
    const polite = pair.join("polite");
    polite.peer.send(NO_TRACKS, { ...SILENT, isMuted: true });
    const bold = pair.join("bold");
    await settle();
    expect(bold.peer.media.isMuted).toBe(true);
    polite.peer.send(NO_TRACKS, { ...SILENT, hasScreen: true });
    await settle();
    expect(bold.peer.media).toEqual({ ...SILENT, hasScreen: true });
  });

  it("do not heed what was meant for an earlier one", async () => {
    const { polite } = await joined();
    const media = { ...SILENT, isMuted: true };
    await polite.peer.hear({ session: "somebody", to: "earlier", media });
    expect(polite.peer.media.isMuted).toBe(false);
  });
});

it.each([
  ["nothing", null],
  ["no name", { to: null, hello: true }],
  ["no content", { session: "a", to: null }],
  ["half a description", { session: "a", to: "b", description: { type: "offer" } }],
  ["media that is none", { session: "a", to: "b", media: { isMuted: "yes" } }],
])("takes %s for no signal", (_, value) => {
  expect(signalOf(value)).toBeNull();
});
