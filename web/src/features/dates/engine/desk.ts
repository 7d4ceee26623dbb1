import type { Chosen, PeerView, Problem, Ring, SelfView } from "@/features/calls";
import { Equipment, type EquipmentTools } from "./equipment";
import { phaseOf, ringingOf, type Phase } from "./looks";
import * as machine from "./machine";
import type { Happening, State } from "./machine";
import type { DateServer } from "./server";
import type { Invitation } from "./wire";

/** What is said in passing. */
export type Notice =
  | { kind: "missed"; invitation: Invitation }
  | { kind: "withdrawn"; invitation: Invitation }
  | { kind: "problem"; problem: Problem };

export type Tools = EquipmentTools & {
  deviceId: string;
  server: DateServer;
  ringer: { ring: (which: Ring | null) => void; close: () => void };
  notice: (notice: Notice) => void;
};

/** All that is to be seen of dates at a moment. */
export type View = State & {
  phase: Phase;
  ringing: readonly Invitation[];
  self: SelfView;
  peers: ReadonlyMap<string, PeerView>;
  peer: PeerView | null;
  chosen: Chosen;
  /** Camera and microphone are being asked for. */
  isOpening: boolean;
};

const NO_PEERS: ReadonlyMap<string, PeerView> = new Map();

/** The state of one person's dates on one device, and what follows from each change of it: line, devices and ringing. */
export class Desk {
  readonly equipment: Equipment;
  state: State;
  /** The page with one's own picture is open. */
  hasPreview = false;
  isOpening = false;
  readonly #tools: Tools;
  readonly #listeners = new Set<() => void>();
  #view: View;

  constructor(tools: Tools) {
    this.#tools = tools;
    this.state = machine.begin(tools.me, tools.deviceId);
    this.equipment = new Equipment(tools, {
      changed: () => {
        this.render();
      },
      linked: (link) => {
        this.happen({ type: "link", link });
      },
    });
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
    const { own } = this.state;
    const { self, line, chosen } = this.equipment;
    const peers = line?.views() ?? NO_PEERS;
    return {
      ...this.state,
      phase: phaseOf(this.state),
      ringing: ringingOf(this.state),
      self: self.view,
      peers,
      peer: own === null ? null : (peers.get(own.room.peer.id) ?? null),
      chosen,
      isOpening: this.isOpening,
    };
  }

  render() {
    this.#view = this.#look();
    for (const listener of this.#listeners) listener();
  }

  happen(happening: Happening) {
    const wasIn = this.state.own?.stage === "in";
    this.state = machine.after(this.state, happening);
    const { own } = this.state;
    if (own?.stage === "in") {
      const { roomId, peer, peerState } = own.room;
      this.equipment.meet(roomId, peer.id, peerState === "joined");
    } else {
      this.equipment.part();
      if (wasIn) this.tidy();
    }
    this.#ring(wasIn && own?.stage === "over");
    this.render();
  }

  /** Camera and microphone are closed where nothing needs them: no date, no invitation, no page that shows them. */
  tidy() {
    const { own, asking } = this.state;
    const isAsking = asking !== null && asking.refusal === null;
    if (!this.hasPreview && own?.stage !== "in" && !isAsking) this.equipment.close();
  }

  #ring(hasEnded: boolean) {
    const { ringer } = this.#tools;
    const { asking, own } = this.state;
    if (ringingOf(this.state).length > 0) ringer.ring("incoming");
    else if (asking !== null && asking.inviteId !== null && asking.refusal === null) ringer.ring("outgoing");
    else if (hasEnded) ringer.ring("ended");
    else if (own?.stage !== "over") ringer.ring(null);
  }

  close() {
    this.happen({ type: "closed" });
    this.equipment.close();
    this.#tools.ringer.close();
  }
}
