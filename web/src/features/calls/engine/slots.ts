import type { MediaTold } from "./signals";

/** What goes over a line, always in these places and in this order, so that nothing ever has to be matched. */
export const SLOTS = ["audio", "camera", "screen"] as const;
export type Slot = (typeof SLOTS)[number];
export type Tracks = Readonly<Record<Slot, MediaStreamTrack | null>>;
export type Streams = Readonly<Record<Slot, MediaStream | null>>;

export const NO_TRACKS: Tracks = { audio: null, camera: null, screen: null };
export const NO_STREAMS: Streams = { audio: null, camera: null, screen: null };
export const SILENT: MediaTold = { isMuted: false, hasCamera: false, hasScreen: false, isPaused: false };
