import type { MediaFile, UploadItem } from "@/features/media";
import cardAvif from "./samples/evening-card.avif";
import cardJpeg from "./samples/evening-card.jpeg";
import cardWebp from "./samples/evening-card.webp";
import fullAvif from "./samples/evening-full.avif";
import thumbnailAvif from "./samples/evening-thumbnail.avif";
import thumbnailJpeg from "./samples/evening-thumbnail.jpeg";
import thumbnailWebp from "./samples/evening-thumbnail.webp";
import film from "./samples/film.mp4";
import voice from "./samples/voice.m4a";

const SIZES = { thumbnail: [256, 171], card: [720, 480], full: [2048, 1365] } as const;

const picture = (name: keyof typeof SIZES, format: string, url: string) => ({
  name,
  url,
  mime: `image/${format}`,
  width: SIZES[name][0],
  height: SIZES[name][1],
});

const base = { size: 1_480_000, status: "ready" as const, thumbnails: [], url: null };

export const EVENING: MediaFile = {
  ...base,
  id: "gallery-evening",
  kind: "image",
  mime: "image/jpeg",
  url: cardJpeg,
  width: 2048,
  height: 1365,
  placeholder: "GXkOPYZ2iYeJeHeAeId3eHaJcNgI",
  thumbnails: [
    picture("full", "avif", fullAvif),
    picture("card", "avif", cardAvif),
    picture("card", "webp", cardWebp),
    picture("card", "jpeg", cardJpeg),
    picture("thumbnail", "avif", thumbnailAvif),
    picture("thumbnail", "webp", thumbnailWebp),
    picture("thumbnail", "jpeg", thumbnailJpeg),
  ],
};

let pictures = 0;

/** The same picture in other shapes, as many as are asked for. */
export const album = (ratios: readonly number[]): MediaFile[] =>
  ratios.map((ratio) => ({
    ...EVENING,
    id: `gallery-album-${(pictures += 1)}`,
    width: Math.round(1365 * ratio),
  }));

/** A picture of which only the placeholder has come so far. */
export const BLURRED: MediaFile = { ...EVENING, id: "gallery-blurred", url: null, thumbnails: [] };

export const FILM: MediaFile = {
  ...EVENING,
  id: "gallery-film",
  kind: "video",
  mime: "video/mp4",
  url: film,
  durationMs: 4_000,
};

export const VOICE: MediaFile = {
  ...base,
  id: "gallery-voice",
  kind: "voice",
  mime: "audio/mp4",
  url: voice,
  durationMs: 9_010,
  waveform: [
    62, 50, 94, 92, 92, 96, 50, 66, 31, 25, 17, 2, 1, 0, 0, 0, 53, 44, 90, 89, 91, 99, 49, 74, 42, 33, 26, 4,
    3, 0, 0, 0, 46, 41, 83, 83, 87, 100, 49, 82, 53, 41, 36, 8, 7, 0, 0, 0, 0, 35, 74, 76, 80, 99, 45, 88, 64,
    50, 47, 13, 13, 1, 0, 0,
  ],
};

export const LETTER: MediaFile = {
  ...base,
  id: "gallery-letter",
  kind: "file",
  mime: "application/pdf",
  name: "How to mend a Grundig 2147.pdf",
  url: "/robots.txt",
};

export const PREPARED: MediaFile = { ...BLURRED, id: "gallery-prepared", status: "processing" };
export const HELD: MediaFile = { ...BLURRED, id: "gallery-held", status: "held", reason: "nudity" };
export const REFUSED: MediaFile = {
  ...BLURRED,
  id: "gallery-refused",
  status: "rejected",
  reason: "damaged",
};

const item = (name: string, mime: string, state: UploadItem["state"]): UploadItem => ({
  id: `gallery-${name}-${state.step}`,
  place: "gallery",
  name,
  mime,
  size: 4_200_000,
  content: null,
  state,
});

const TOO_LARGE = { code: "too_large", message: null };
const UNAVAILABLE = { code: "unavailable", message: null };

/** What a person has on the device while it is sent. */
export async function fetchSample(): Promise<Blob> {
  return (await fetch(cardWebp)).blob();
}

/** One upload at every point of its way. */
export const UPLOADS: readonly UploadItem[] = [
  item("waiting.jpg", "image/jpeg", { step: "waiting" }),
  item("sending.jpg", "image/jpeg", { step: "sending", sent: 2_600_000 }),
  item("interrupted.jpg", "image/jpeg", { step: "interrupted", sent: 2_600_000 }),
  item("prepared.jpg", "image/jpeg", { step: "processing", fileId: "gallery" }),
  item("evening.jpg", "image/jpeg", { step: "done", fileId: EVENING.id, file: EVENING }),
  item("refused.jpg", "image/jpeg", { step: "failed", problem: TOO_LARGE, canRetry: false }),
  item("tape 4.ogg", "audio/ogg", { step: "sending", sent: 900_000 }),
  item("letter.pdf", "application/pdf", { step: "interrupted", sent: 3_100_000 }),
  item("notes.zip", "application/zip", { step: "processing", fileId: "gallery" }),
  item("plan.pdf", "application/pdf", { step: "done", fileId: LETTER.id, file: LETTER }),
  item("list.txt", "text/plain", { step: "failed", problem: UNAVAILABLE, canRetry: true }),
];
