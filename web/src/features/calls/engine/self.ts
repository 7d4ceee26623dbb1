import { openFor, openScreen, openTrack, type Chosen } from "./media";
import { NO_TRACKS, type Tracks } from "./slots";
import { DeviceError, type DeviceProblem } from "./problem";
import type { MediaTold } from "./signals";

/** The browser's devices, as a call uses them; tests have their own. */
export type Devices = { openFor: typeof openFor; openTrack: typeof openTrack; openScreen: typeof openScreen };
export const BROWSER: Devices = { openFor, openTrack, openScreen };

/** What one shows and says oneself. */
export type SelfView = {
  isMuted: boolean;
  camera: MediaStream | null;
  screen: MediaStream | null;
  audio: MediaStream | null;
  /** Something is being opened. */
  isBusy: boolean;
  /** What is not as one wanted it; the call goes on all the same. */
  problem: DeviceProblem | null;
};

const streamOf = (track: MediaStreamTrack | null) => (track === null ? null : new MediaStream([track]));

/** One's own microphone, camera and screen: opened when they are wanted, and closed when they are not. */
export class Self {
  #tracks: Tracks = NO_TRACKS;
  #view: SelfView = {
    isMuted: false,
    camera: null,
    screen: null,
    audio: null,
    isBusy: false,
    problem: null,
  };
  readonly #devices: Devices;
  readonly #chosen: () => Chosen;
  readonly #changed: () => void;
  /** Rises when everything is closed, so that what opens later is closed at once. */
  #round = 0;

  constructor(devices: Devices, chosen: () => Chosen, changed: () => void) {
    this.#devices = devices;
    this.#chosen = chosen;
    this.#changed = changed;
  }

  get tracks(): Tracks {
    return this.#tracks;
  }

  get view(): SelfView {
    return this.#view;
  }

  get told(): MediaTold {
    return {
      isMuted: this.#view.isMuted,
      hasCamera: this.#tracks.camera !== null,
      hasScreen: this.#tracks.screen !== null,
      isPaused: false,
    };
  }

  /** Opens what a call needs. Rejects with a `DeviceError` where one could not even be heard. */
  async open(isVideo: boolean): Promise<void> {
    const round = ++this.#round;
    const { audio, camera, cameraProblem } = await this.#devices.openFor(isVideo, this.#chosen());
    if (round !== this.#round) {
      audio.stop();
      camera?.stop();
      return;
    }
    this.#put("audio", audio);
    this.#put("camera", camera);
    this.#show({ problem: cameraProblem });
  }

  #put(slot: keyof Tracks, track: MediaStreamTrack | null) {
    const before = this.#tracks[slot];
    if (before !== track && before !== null) {
      before.onended = null;
      before.stop();
    }
    this.#tracks = { ...this.#tracks, [slot]: track };
    if (slot === "audio" && track !== null) track.enabled = !this.#view.isMuted;
    if (track !== null)
      track.onended = () => {
        void this.#replace(slot);
      };
    this.#show({ [slot]: streamOf(track) });
  }

  /** The device was pulled out, or the browser's own button ended the sharing. */
  async #replace(slot: keyof Tracks) {
    if (slot === "screen") this.#put("screen", null);
    else await this.#swap(slot === "audio" ? "microphone" : "camera");
  }

  async #swap(wanted: "microphone" | "camera") {
    const slot = wanted === "microphone" ? "audio" : "camera";
    const round = this.#round;
    this.#show({ isBusy: true });
    try {
      // Many cameras can be opened once only.
      if (wanted === "camera") this.#put("camera", null);
      const track = await this.#devices.openTrack(wanted, this.#chosen()[wanted]);
      if (round === this.#round) {
        this.#put(slot, track);
        this.#show({ problem: null });
      } else track.stop();
    } catch (error) {
      if (round === this.#round)
        this.#show({ problem: error instanceof DeviceError ? error.problem : "unsupported" });
    }
    this.#show({ isBusy: false });
  }

  mute(isMuted: boolean) {
    if (this.#tracks.audio !== null) this.#tracks.audio.enabled = !isMuted;
    this.#show({ isMuted });
  }

  async turnCamera(isOn: boolean): Promise<void> {
    if (isOn) await this.#swap("camera");
    else this.#put("camera", null);
  }

  async share(isOn: boolean): Promise<void> {
    if (!isOn) {
      this.#put("screen", null);
      return;
    }
    const round = this.#round;
    try {
      const track = await this.#devices.openScreen();
      if (round !== this.#round) track?.stop();
      else if (track !== null) this.#put("screen", track);
    } catch (error) {
      this.#show({ problem: error instanceof DeviceError ? error.problem : "screenUnsupported" });
    }
  }

  /** Another device was chosen: it takes the place of the one that is open. */
  async use(wanted: "microphone" | "camera"): Promise<void> {
    if (this.#tracks[wanted === "microphone" ? "audio" : "camera"] !== null) await this.#swap(wanted);
  }

  forgive() {
    this.#show({ problem: null });
  }

  close() {
    this.#round += 1;
    for (const slot of ["audio", "camera", "screen"] as const) this.#put(slot, null);
    this.#show({ isMuted: false, problem: null, isBusy: false });
  }

  #show(change: Partial<SelfView>) {
    this.#view = { ...this.#view, ...change };
    this.#changed();
  }
}
