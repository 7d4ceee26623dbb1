import type { LinkState } from "./machine";
import { Alarms, type PeerTools } from "./peerTools";
import type { MediaTold, Signal, SignalBody } from "./signals";
import { NO_STREAMS, NO_TRACKS, SILENT, SLOTS, type Streams, type Tracks } from "./slots";

/** How long a broken line may take to mend itself, then with another way, before all of it is begun anew. */
const MEND_AFTER = 3_000;
const RENEW_AFTER = 9_000;
const RENEW_AT_MOST_EVERY = 15_000;

/**
 * The line to one other member: perfect negotiation, and every way back. It never gives up by itself: while the other
 * one is in the call, it goes on looking for a way.
 */
export class Peer {
  state: LinkState = "connecting";
  streams: Streams = NO_STREAMS;
  /** What the other one says to be sending. */
  media: MediaTold = SILENT;
  readonly #tools: PeerTools;
  #pc: RTCPeerConnection;
  #name: string;
  /** The name of the other end; null until it has been heard. */
  #other: string | null = null;
  #tracks: Tracks = NO_TRACKS;
  #told: MediaTold = SILENT;
  #isOffering = false;
  #ignoresOffer = false;
  /** Something that the other one needs did not get through. */
  #isBehind = false;
  #isClosed = false;
  #queue: Promise<void> = Promise.resolve();
  readonly #alarms = new Alarms();

  constructor(tools: PeerTools, tracks: Tracks, told: MediaTold) {
    this.#tools = tools;
    this.#tracks = tracks;
    this.#told = told;
    this.#name = tools.newName();
    this.#pc = this.#open();
    this.#say({ hello: true });
    this.#renewLater();
  }

  /** For statistics, and for limits of what is sent. */
  get connection(): RTCPeerConnection {
    return this.#pc;
  }

  #open(): RTCPeerConnection {
    const pc = this.#tools.open();
    pc.onnegotiationneeded = () => void this.#offer(pc);
    pc.onicecandidate = ({ candidate }) => {
      if (pc === this.#pc && candidate !== null) this.#say({ candidate: candidate.toJSON() });
    };
    pc.ontrack = ({ track, transceiver }) => {
      const slot = SLOTS[pc.getTransceivers().indexOf(transceiver)];
      if (pc !== this.#pc || slot === undefined) return;
      this.streams = { ...this.streams, [slot]: new MediaStream([track]) };
      this.#tools.changed();
    };
    pc.onconnectionstatechange = () => {
      if (pc === this.#pc) this.#follow(pc.connectionState);
    };
    return pc;
  }

  /** Takes a fresh end; whatever was agreed on is no longer. */
  #reopen() {
    this.#pc.close();
    this.streams = NO_STREAMS;
    this.#isOffering = false;
    this.#ignoresOffer = false;
    this.#isBehind = false;
    this.#pc = this.#open();
    if (this.state === "connected") this.#become("lost");
    this.#renewLater();
  }

  #say(body: SignalBody) {
    this.#tools.send({ session: this.#name, to: this.#other, ...body }).catch(() => {
      this.#isBehind = true;
    });
  }

  /** The places for all that may ever be sent, once the other end is known; its offer would bring them otherwise. */
  #begin() {
    if (this.#tools.isPolite || this.#pc.getTransceivers().length > 0) return;
    for (const slot of SLOTS) {
      const kind = slot === "audio" ? "audio" : "video";
      this.#pc.addTransceiver(this.#tracks[slot] ?? kind, { direction: "sendrecv" });
    }
  }

  async #offer(pc: RTCPeerConnection) {
    if (pc !== this.#pc || this.#other === null) return;
    this.#isOffering = true;
    try {
      await pc.setLocalDescription();
      this.#describe(pc);
    } catch {
      // The end was closed meanwhile, or the other one's offer came first, which is then answered.
    } finally {
      if (pc === this.#pc) this.#isOffering = false;
    }
  }

  #describe(pc: RTCPeerConnection) {
    if (pc === this.#pc && pc.localDescription !== null)
      this.#say({ description: { type: pc.localDescription.type, sdp: pc.localDescription.sdp } });
  }

  /** Takes what the other end says, one after the other and in its order. */
  hear(signal: Signal): Promise<void> {
    this.#queue = this.#queue
      .then(() => (this.#isClosed ? undefined : this.#take(signal)))
      .catch(() => {
        this.#isBehind = true;
      });
    return this.#queue;
  }

  async #take(signal: Signal) {
    if ("hello" in signal) {
      this.#meet(signal);
      return;
    }
    if (signal.session !== this.#other || signal.to !== this.#name) return;
    if ("media" in signal) {
      this.media = signal.media;
      this.#tools.changed();
    } else if ("description" in signal) await this.#agree(signal.description);
    else
      await this.#pc.addIceCandidate(signal.candidate).catch((error: unknown) => {
        if (!this.#ignoresOffer) throw error;
      });
  }

  #meet({ session, to }: Signal) {
    const isNew = session !== this.#other;
    if (isNew) {
      if (this.#other !== null) this.#reopen();
      this.#other = session;
    }
    if (to !== this.#name) this.#say({ hello: true });
    if (!isNew) return;
    this.#say({ media: this.#told });
    this.#begin();
  }

  async #agree(description: RTCSessionDescriptionInit) {
    const pc = this.#pc;
    const isOffer = description.type === "offer";
    const collides = isOffer && (this.#isOffering || pc.signalingState !== "stable");
    this.#ignoresOffer = !this.#tools.isPolite && collides;
    if (this.#ignoresOffer) return;
    await pc.setRemoteDescription(description);
    if (!isOffer || pc !== this.#pc) return;
    for (const transceiver of pc.getTransceivers()) transceiver.direction = "sendrecv";
    await this.#place();
    await pc.setLocalDescription();
    this.#describe(pc);
  }

  /** What is sent from now on; nothing has to be agreed on anew for that. */
  send(tracks: Tracks, told: MediaTold) {
    const isSame = JSON.stringify(told) === JSON.stringify(this.#told);
    this.#tracks = tracks;
    this.#told = told;
    this.#place().catch(() => {
      this.#isBehind = true;
    });
    if (!isSame && this.#other !== null) this.#say({ media: told });
  }

  async #place() {
    const transceivers = this.#pc.getTransceivers();
    for (const [index, slot] of SLOTS.entries()) {
      const sender = transceivers[index]?.sender;
      if (sender?.track !== this.#tracks[slot]) await sender?.replaceTrack(this.#tracks[slot]);
    }
  }

  #follow(state: RTCPeerConnectionState) {
    if (state === "connected") {
      this.#alarms.clear();
      this.#become("connected");
    } else if (state === "disconnected" || state === "failed") {
      if (this.state === "connected") this.#become("lost");
      // Both ends notice; one of them is enough, and the other one follows where that one cannot.
      const patience = state === "failed" ? 0 : MEND_AFTER;
      this.#alarms.set("mend", patience + this.#courtesy, this.mend);
      this.#renewLater();
    }
  }

  /** Looks for another way between the same two ends, as after a change of network. */
  readonly mend = () => {
    if (this.#isClosed || this.#other === null || this.#pc.getTransceivers().length === 0) return;
    this.#tools.refresh(this.#pc);
    this.#pc.restartIce();
  };

  /** Who gives way also waits a little longer, so that seldom both try at once. */
  get #courtesy() {
    return this.#tools.isPolite ? MEND_AFTER : 0;
  }

  #renewLater() {
    const wait = this.state === "lost" ? RENEW_AFTER : RENEW_AT_MOST_EVERY;
    this.#alarms.set("renew", wait + this.#courtesy, this.renew);
  }

  /** Begins anew at this end; the other one hears of it, and does the same. */
  readonly renew = () => {
    if (this.#isClosed) return;
    this.#name = this.#tools.newName();
    this.#reopen();
    this.#say({ hello: true });
    if (this.#other === null) return;
    this.#say({ media: this.#told });
    this.#begin();
  };

  /** After one of the two could not be reached through the server for a while, so that something may be missing. */
  revive(networkChanged: boolean) {
    const { connectionState, signalingState } = this.#pc;
    if (this.#isBehind || connectionState !== "connected" || signalingState !== "stable") this.renew();
    else {
      this.#say({ hello: true });
      this.#say({ media: this.#told });
      if (networkChanged) this.mend();
    }
  }

  #become(state: LinkState) {
    if (state === this.state) return;
    this.state = state;
    this.#tools.changed();
  }

  close() {
    this.#isClosed = true;
    this.#alarms.clear();
    this.#pc.close();
  }
}
