import {
  keep,
  keepDevices,
  kept,
  keptDevices,
  Self,
  type CallServer,
  type Chosen,
  type Devices,
  type Line,
  type LinkState,
  type MeshTools,
} from "@/features/calls";

export type EquipmentTools = {
  me: string;
  devices: Devices;
  ice: CallServer["ice"];
  signal: CallServer["signal"];
  openLine: (tools: MeshTools) => Line;
  openConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
};

type Told = { changed: () => void; linked: (link: LinkState) => void };

/** Camera, microphone and the line of a date: opened when they are needed, and closed when nothing needs them. */
export class Equipment {
  readonly self: Self;
  chosen: Chosen = keptDevices<Chosen>();
  line: Line | null = null;
  readonly #tools: EquipmentTools;
  readonly #told: Told;
  #roomId: string | null = null;
  /** What the line has been told of. */
  #synced = "";
  #opening: Promise<void> | null = null;
  #ice: RTCConfiguration = {};
  #iceUntil = 0;
  #icing: ReturnType<typeof setTimeout> | undefined;

  constructor(tools: EquipmentTools, told: Told) {
    this.#tools = tools;
    this.#told = told;
    this.self = new Self(
      tools.devices,
      () => this.chosen,
      () => {
        this.#tell();
      },
    );
  }

  /** Opens camera and microphone, and learns the ways to others. Rejects where one could not even be heard. */
  open(hasCamera = true): Promise<void> {
    if (this.self.tracks.audio !== null) return this.#learnWays();
    this.#opening ??= Promise.all([this.self.open(hasCamera), this.#learnWays()])
      .then(() => undefined)
      .finally(() => {
        this.#opening = null;
      });
    return this.#opening;
  }

  async #learnWays(): Promise<void> {
    if (Date.now() < this.#iceUntil) return;
    const { configuration, ttlSeconds } = await this.#tools.ice();
    const lasts = Math.max(10, ttlSeconds / 2) * 1000;
    this.#ice = configuration;
    this.#iceUntil = Date.now() + lasts;
    clearTimeout(this.#icing);
    if (this.#roomId === null) return;
    const renew = () => {
      // The next search for a way asks again.
      this.#learnWays().catch(() => undefined);
    };
    this.#icing = setTimeout(renew, lasts);
  }

  /** As muted and as unseen as before the page was loaded anew. */
  async reopen(roomId: string): Promise<void> {
    const before = kept(roomId);
    if (before?.isMuted === true) this.self.mute(true);
    await this.open(before?.hasCamera ?? true);
  }

  /** The line to whom one has a date with; whether they are there may change. */
  meet(roomId: string, peerId: string, isThere: boolean) {
    const state = `${roomId}:${peerId}:${isThere}`;
    if (state === this.#synced) return;
    this.#synced = state;
    if (roomId !== this.#roomId) this.#part();
    this.#roomId = roomId;
    this.#synced = state;
    this.line ??= this.#openLine(roomId, peerId);
    this.line.sync([peerId], new Set(isThere ? [peerId] : []));
    this.#tell();
  }

  #openLine(roomId: string, peerId: string): Line {
    const line = this.#tools.openLine({
      me: this.#tools.me,
      open: () => this.#tools.openConnection(this.#ice),
      refresh: (connection) => {
        connection.setConfiguration(this.#ice);
      },
      send: (toUserId, signal) => this.#tools.signal(roomId, toUserId, signal),
      changed: () => {
        const link = this.line?.views().get(peerId)?.link;
        if (link !== undefined) this.#told.linked(link);
      },
    });
    line.send(this.self.tracks, this.self.told);
    return line;
  }

  /** The network may be another one now. */
  async mend(): Promise<void> {
    this.#iceUntil = 0;
    await this.#learnWays().catch(() => undefined);
    this.line?.mend();
  }

  async choose(chosen: Chosen): Promise<void> {
    const before = this.chosen;
    this.chosen = { ...before, ...chosen };
    keepDevices(this.chosen);
    this.#told.changed();
    if (this.chosen.microphone !== before.microphone) await this.self.use("microphone");
    if (this.chosen.camera !== before.camera) await this.self.use("camera");
  }

  #tell() {
    const hasCamera = this.self.tracks.camera !== null;
    if (this.#roomId !== null && this.self.tracks.audio !== null)
      keep({ callId: this.#roomId, isMuted: this.self.view.isMuted, hasCamera });
    this.line?.send(this.self.tracks, this.self.told);
    this.#told.changed();
  }

  #part() {
    clearTimeout(this.#icing);
    this.line?.close();
    this.line = null;
    this.#synced = "";
  }

  /** The date is over; what one sees of oneself may stay. */
  part() {
    if (this.#roomId === null) return;
    this.#roomId = null;
    this.#part();
    keep(null);
  }

  /** Lets go of everything. */
  close() {
    this.part();
    this.self.close();
  }
}
