import { keep, keepDevices, keptDevices } from "./device";
import * as machine from "./machine";
import type { Happening, Own, Phase, State } from "./machine";
import type { Chosen } from "./media";
import type { Line, MeshTools, PeerView } from "./mesh";
import { isElsewhere, problemOf } from "./problem";
import type { Ring } from "./ringing";
import { Self, type Devices, type SelfView } from "./self";
import type { CallServer } from "./server";
import type { Call } from "./wire";

export type Tools = {
  me: string;
  deviceId: string;
  server: CallServer;
  devices: Devices;
  openLine: (tools: MeshTools) => Line;
  openConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  ringer: { ring: (which: Ring | null) => void; close: () => void };
  /** It has rung here, and nobody came. */
  missed: (call: Call) => void;
};

/** All that is to be seen of calls at a moment. */
export type View = {
  phase: Phase;
  own: Own | null;
  call: Call | null;
  incoming: readonly Call[];
  calls: ReadonlyMap<string, Call>;
  self: SelfView;
  peers: ReadonlyMap<string, PeerView>;
  chosen: Chosen;
  isMinimised: boolean;
};

const NO_PEERS: ReadonlyMap<string, PeerView> = new Map();

/** The state of one person's calls on one device, and what follows from each change of it: line, devices and ringing. */
export class Desk {
  readonly self: Self;
  /** Rises with each call that is begun or ended here, so that what belongs to an earlier one is known. */
  round = 0;
  state: State;
  line: Line | null = null;
  chosen: Chosen = keptDevices<Chosen>();
  readonly #tools: Tools;
  readonly #listeners = new Set<() => void>();
  #ice: RTCConfiguration = {};
  #icing: ReturnType<typeof setTimeout> | undefined;
  #isMinimised = false;
  /** What the line has been told of: a call, in a version. */
  #synced = "";
  #view: View;

  constructor(tools: Tools) {
    this.#tools = tools;
    this.state = machine.begin(tools.me, tools.deviceId);
    this.self = new Self(
      tools.devices,
      () => this.chosen,
      () => {
        this.tellSelf();
      },
    );
    this.#view = this.#look();
  }

  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly view = (): View => this.#view;

  #look(): View {
    const { own, calls } = this.state;
    return {
      phase: machine.phaseOf(this.state),
      own,
      calls,
      call: machine.ownCall(this.state),
      incoming: machine.incomingOf(this.state),
      self: this.self.view,
      peers: this.line?.views() ?? NO_PEERS,
      chosen: this.chosen,
      isMinimised: this.#isMinimised,
    };
  }

  render() {
    this.#view = this.#look();
    for (const listener of this.#listeners) listener();
  }

  happen(happening: Happening) {
    const before = this.state.own?.stage;
    this.state = machine.after(this.state, happening);
    const stage = this.state.own?.stage;
    const hasEnded = stage !== before && (stage === "over" || stage === undefined);
    if (hasEnded) this.close();
    else if (stage === "in") this.#syncLine();
    this.#ring(hasEnded && stage === "over");
    this.render();
    if (stage === "in" && before !== "in") this.tellSelf();
  }

  #ring(hasEnded: boolean) {
    const { ringer } = this.#tools;
    const phase = machine.phaseOf(this.state);
    // Whoever talks already sees it, and need not hear it.
    if (phase === "ringing") ringer.ring("incoming");
    else if (phase === "calling") ringer.ring("outgoing");
    else if (hasEnded) ringer.ring("ended");
    else if (phase !== "ended") ringer.ring(null);
  }

  /** Nothing has come of it; silently where another device of the same person was faster. */
  fail(error: unknown) {
    const callId = this.state.own?.callId;
    if (isElsewhere(error) && callId != null) {
      this.happen({ type: "silenced", callId });
      this.happen({ type: "closed" });
    } else this.happen({ type: "failed", problem: problemOf(error) });
  }

  /** Leaves a call. */
  async end(callId: string): Promise<void> {
    try {
      this.happen({ type: "told", call: await this.#tools.server.end(callId) });
    } catch {
      // Who is not heard of any more has left within seconds.
    }
  }

  /** Lets go of everything that a call has needed. */
  close() {
    this.round += 1;
    clearTimeout(this.#icing);
    this.line?.close();
    this.line = null;
    this.#synced = "";
    this.#isMinimised = false;
    this.self.close();
    keep(null);
  }

  tellSelf() {
    const { own } = this.state;
    const callId = own?.stage === "in" ? own.callId : null;
    const hasCamera = this.self.tracks.camera !== null;
    if (callId !== null) keep({ callId, isMuted: this.self.view.isMuted, hasCamera });
    this.line?.send(this.self.tracks, this.self.told);
    this.render();
  }

  #syncLine() {
    const call = machine.ownCall(this.state);
    if (call === null || this.#synced === `${call.id}:${call.version}`) return;
    this.#synced = `${call.id}:${call.version}`;
    this.line ??= this.#openLine(call.id);
    const others = machine.othersIn(call, this.#tools.me);
    const inside = others.filter(({ state }) => state === "joined");
    this.line.sync(
      others.map(({ userId }) => userId),
      new Set(inside.map(({ userId }) => userId)),
    );
  }

  #openLine(callId: string): Line {
    const line = this.#tools.openLine({
      me: this.#tools.me,
      open: () => this.#tools.openConnection(this.#ice),
      refresh: (connection) => {
        connection.setConfiguration(this.#ice);
      },
      send: (toUserId, signal) => this.#tools.server.signal(callId, toUserId, signal),
      changed: () => {
        if (this.line === null) return;
        const links = new Map([...this.line.views()].map(([userId, { link }]) => [userId, link]));
        this.happen({ type: "links", links });
      },
    });
    line.send(this.self.tracks, this.self.told);
    return line;
  }

  /** Asks for the servers that help to find a way, and again before their credentials end. */
  async renewIce(): Promise<void> {
    const { round } = this;
    const { configuration, ttlSeconds } = await this.#tools.server.ice();
    if (round !== this.round) return;
    this.#ice = configuration;
    clearTimeout(this.#icing);
    const renew = () => {
      // The next search for a way asks again.
      this.renewIce().catch(() => undefined);
    };
    this.#icing = setTimeout(renew, Math.max(10, ttlSeconds / 2) * 1000);
  }

  async choose(chosen: Chosen): Promise<void> {
    const before = this.chosen;
    this.chosen = { ...before, ...chosen };
    keepDevices(this.chosen);
    this.render();
    if (this.chosen.microphone !== before.microphone) await this.self.use("microphone");
    if (this.chosen.camera !== before.camera) await this.self.use("camera");
  }

  minimise(isMinimised: boolean) {
    this.#isMinimised = isMinimised;
    this.render();
  }
}
