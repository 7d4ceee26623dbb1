/** As much of an RTCPeerConnection as agreeing on a line needs, with the browser's own rules of who may do what when. */
export class FakeConnection {
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: null }) => void) | null = null;
  ontrack: ((event: { track: unknown; transceiver: FakeTransceiver }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  restarts = 0;
  isClosed = false;
  #transceivers: FakeTransceiver[] = [];
  /** What was there before an offer of our own, to which a rollback returns. */
  #isNeeded = false;

  getTransceivers() {
    return this.#transceivers;
  }

  addTransceiver(trackOrKind: unknown) {
    this.#transceivers.push(new FakeTransceiver(typeof trackOrKind === "string" ? null : trackOrKind));
    this.#need();
  }

  restartIce() {
    this.restarts += 1;
    this.#need();
  }

  #need() {
    if (this.#isNeeded) return;
    this.#isNeeded = true;
    queueMicrotask(() => {
      if (!this.isClosed && this.signalingState === "stable") this.onnegotiationneeded?.();
    });
  }

  #check() {
    if (this.isClosed) throw new DOMException("closed", "InvalidStateError");
  }

  async setLocalDescription() {
    await Promise.resolve();
    this.#check();
    this.#isNeeded = false;
    if (this.signalingState === "have-remote-offer") {
      this.localDescription = { type: "answer", sdp: `answer to ${this.remoteDescription?.sdp ?? ""}` };
      this.#become("stable");
    } else {
      this.localDescription = { type: "offer", sdp: `offer of ${this.#transceivers.length}` };
      this.signalingState = "have-local-offer";
    }
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit) {
    await Promise.resolve();
    this.#check();
    if (description.type === "answer") {
      if (this.signalingState !== "have-local-offer") throw new DOMException("no offer", "InvalidStateError");
      this.remoteDescription = description;
      this.#become("stable");
      return;
    }
    const wasOffering = this.signalingState === "have-local-offer";
    this.remoteDescription = description;
    this.signalingState = "have-remote-offer";
    // An offer of one's own was taken back for it, and is made again later.
    if (wasOffering) this.#isNeeded = true;
    while (this.#transceivers.length < 3) this.#transceivers.push(new FakeTransceiver(null));
  }

  #become(state: RTCSignalingState) {
    this.signalingState = state;
    this.connect("connected");
    for (const transceiver of this.#transceivers) this.ontrack?.({ track: {}, transceiver });
    if (!this.#isNeeded) return;
    this.#isNeeded = false;
    this.#need();
  }

  connect(state: RTCPeerConnectionState) {
    if (this.connectionState === state) return;
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  addIceCandidate() {
    return Promise.resolve();
  }

  close() {
    this.isClosed = true;
  }
}

export class FakeTransceiver {
  direction = "recvonly";
  readonly sender: { track: unknown; replaceTrack: (track: unknown) => Promise<void> };

  constructor(track: unknown) {
    const sender = {
      track,
      replaceTrack: (next: unknown) => {
        sender.track = next;
        return Promise.resolve();
      },
    };
    this.sender = sender;
  }
}
