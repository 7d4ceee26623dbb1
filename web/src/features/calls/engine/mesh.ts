import type { LinkState } from "./machine";
import { Peer } from "./peer";
import type { PeerTools } from "./peerTools";
import { qualityOf, Restraint, SAMPLE_EVERY, sampleOf, type Quality, type Sample } from "./quality";
import { signalOf, type MediaTold, type Signal } from "./signals";
import { NO_TRACKS, SILENT, type Streams, type Tracks } from "./slots";

/** What a device has in common with every other way to bring people together; a server in the middle would be another. */
export type Line = {
  /** The others who are in it now. */
  sync: (userIds: readonly string[], inside: ReadonlySet<string>) => void;
  hear: (fromUserId: string, signal: unknown) => void;
  send: (tracks: Tracks, told: MediaTold) => void;
  revive: (networkChanged: boolean) => void;
  mend: () => void;
  views: () => ReadonlyMap<string, PeerView>;
  close: () => void;
};

/** Another member, as seen and heard over the line. */
export type PeerView = {
  link: LinkState;
  streams: Streams;
  media: MediaTold;
  quality: Quality;
  /** One's own picture does not go to them, because the line is too weak. */
  isHeldBack: boolean;
};

export type MeshTools = {
  me: string;
  open: () => RTCPeerConnection;
  /** Gives a connection the newest credentials before it looks for another way. */
  refresh: (connection: RTCPeerConnection) => void;
  send: (toUserId: string, signal: Signal) => Promise<unknown>;
  changed: () => void;
};

type Link = { peer: Peer; restraint: Restraint; quality: Quality; sample: Sample | null; wasInside: boolean };

/** Bits a second for one's picture to each other member: what a house's line can send is shared by all of them. */
const RATES = [1_500_000, 900_000, 600_000, 400_000, 300_000];

/** Everybody connected with everybody: good for a handful of people, and nobody in between. */
export class Mesh implements Line {
  readonly #tools: MeshTools;
  readonly #links = new Map<string, Link>();
  #tracks: Tracks = NO_TRACKS;
  #told: MediaTold = SILENT;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(tools: MeshTools) {
    this.#tools = tools;
    this.#timer = setInterval(() => {
      for (const [userId, link] of this.#links) void this.#measure(userId, link);
    }, SAMPLE_EVERY * 1000);
  }

  /** Opens lines to who is new, and closes those to who has left. Who has dropped may come back over the same one. */
  sync(userIds: readonly string[], inside: ReadonlySet<string>) {
    for (const [userId, { peer }] of this.#links) {
      if (userIds.includes(userId)) continue;
      peer.close();
      this.#links.delete(userId);
    }
    for (const userId of userIds) {
      const isInside = inside.has(userId);
      const link = this.#links.get(userId);
      if (link === undefined) {
        if (isInside) this.#add(userId);
      } else {
        if (isInside && !link.wasInside) link.peer.revive(false);
        link.wasInside = isInside;
      }
    }
    for (const link of this.#links.values()) this.#limit(link);
    this.#tools.changed();
  }

  #add(userId: string): Link {
    const tools: PeerTools = {
      isPolite: this.#tools.me < userId,
      open: this.#tools.open,
      refresh: this.#tools.refresh,
      send: (signal) => this.#tools.send(userId, signal),
      changed: () => {
        this.#limit(link);
        this.#tools.changed();
      },
      newName: () => crypto.randomUUID(),
    };
    const link: Link = {
      peer: new Peer(tools, this.#tracks, this.#told),
      restraint: new Restraint(),
      quality: "good",
      sample: null,
      wasInside: true,
    };
    this.#links.set(userId, link);
    return link;
  }

  hear(fromUserId: string, value: unknown) {
    const signal = signalOf(value);
    const link = this.#links.get(fromUserId);
    // Who is not in the call is told nothing; one's own word to them follows when they are.
    if (signal !== null && link !== undefined) void link.peer.hear(signal);
  }

  send(tracks: Tracks, told: MediaTold) {
    this.#tracks = tracks;
    this.#told = told;
    for (const link of this.#links.values()) this.#give(link);
  }

  #give({ peer, restraint: { isPaused } }: Link) {
    const isHeldBack = isPaused && this.#told.hasCamera;
    peer.send(
      isPaused ? { ...this.#tracks, camera: null } : this.#tracks,
      isHeldBack ? { ...this.#told, isPaused: true } : this.#told,
    );
  }

  /** The more there are, the smaller each of them is seen, and the more often the picture has to be packed. */
  #limit({ peer }: Link) {
    if (peer.state !== "connected") return;
    const sender = peer.connection.getTransceivers()[1]?.sender;
    const parameters = sender?.getParameters();
    const [encoding] = parameters?.encodings ?? [];
    const rate = RATES[Math.min(this.#links.size, RATES.length) - 1];
    if (sender === undefined || parameters === undefined || encoding === undefined || rate === undefined)
      return;
    if (encoding.maxBitrate === rate) return;
    const isCrowd = this.#links.size > 1;
    Object.assign(encoding, {
      maxBitrate: rate,
      maxFramerate: isCrowd ? 20 : 30,
      scaleResolutionDownBy: isCrowd ? 2 : 1,
    });
    // It is a wish: the line itself has the last word.
    sender.setParameters(parameters).catch(() => undefined);
  }

  async #measure(userId: string, link: Link) {
    const { connection, state } = link.peer;
    if (state !== "connected") return;
    const stats: Record<string, unknown>[] = [];
    try {
      (await connection.getStats()).forEach((stat) => stats.push(stat as Record<string, unknown>));
    } catch {
      return;
    }
    if (this.#links.get(userId) !== link) return;
    this.judge(userId, sampleOf(stats));
  }

  /** Takes what was measured of the line to somebody, and lets the picture make way where it must. */
  judge(userId: string, sample: Sample) {
    const link = this.#links.get(userId);
    if (link === undefined) return;
    const sends = this.#tracks.camera !== null && !link.restraint.isPaused;
    const quality = qualityOf(link.sample, sample, sends);
    const wasPaused = link.restraint.isPaused;
    const isPaused = link.restraint.next(quality);
    const isSame = quality === link.quality && isPaused === wasPaused;
    link.sample = sample;
    link.quality = quality;
    if (isPaused !== wasPaused) this.#give(link);
    if (!isSame) this.#tools.changed();
  }

  revive(networkChanged: boolean) {
    for (const { peer } of this.#links.values()) peer.revive(networkChanged);
  }

  mend() {
    for (const { peer } of this.#links.values()) peer.mend();
  }

  views(): ReadonlyMap<string, PeerView> {
    const viewOf = ({ peer, quality, restraint }: Link): PeerView => ({
      link: peer.state,
      streams: peer.streams,
      media: peer.media,
      quality,
      isHeldBack: restraint.isPaused && this.#told.hasCamera,
    });
    return new Map([...this.#links].map(([userId, link]) => [userId, viewOf(link)]));
  }

  close() {
    clearInterval(this.#timer);
    for (const { peer } of this.#links.values()) peer.close();
    this.#links.clear();
  }
}
