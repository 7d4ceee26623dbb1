import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";

export type Thumbnail = {
  /** `thumbnail`, `card`, `full` or `poster`. */
  name: string;
  url: string;
  mime: string;
  width: number | null;
  height: number | null;
};

export type Kind = "image" | "video" | "audio" | "voice" | "file";
export type Purpose = "attachment" | "photo" | "video" | "voice" | "verification" | "emblem";

/** A file as the server tells of it. */
export type MediaFile = {
  id: string;
  kind: Kind;
  mime: string;
  /** In bytes. */
  size: number;
  status: "uploaded" | "processing" | "ready" | "rejected" | "held";
  /** The best thing to show, play or download; null until it is ready. */
  url: string | null;
  thumbnails: readonly Thumbnail[];
  name?: string;
  width?: number;
  height?: number;
  durationMs?: number;
  /** 64 peaks from 0 to 100. */
  waveform?: readonly number[];
  /** A thumbhash, as base64. */
  placeholder?: string;
  /** Why it was rejected or is held: for programs, and in words. */
  reason?: string;
  message?: string;
};

export async function fetchFile(id: string, signal?: AbortSignal): Promise<MediaFile> {
  const get = api.GET as (
    path: string,
    options: unknown,
  ) => Promise<{ data?: { data: { file: MediaFile } }; response: Response }>;
  const { file } = await unwrap(
    get("/api/files/{file_id}", { params: { path: { file_id: id } }, ...(signal && { signal }) }),
  );
  return file;
}

/** One file. Its links are good for half an hour at least, so it is asked for anew before they end. */
export const fileQuery = (id: string) =>
  queryOptions({
    queryKey: ["file", id],
    queryFn: ({ signal }) => fetchFile(id, signal),
    staleTime: 25 * 60_000,
  });

/** Whether the server is done with it, for better or worse. */
export const isSettled = ({ status }: MediaFile) => status !== "uploaded" && status !== "processing";
