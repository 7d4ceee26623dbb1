import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";

export async function fetchFile(id: string, signal?: AbortSignal) {
  const params = { path: { file_id: id } };
  const { file } = await unwrap(api.GET("/api/files/{file_id}", { params, ...(signal && { signal }) }));
  return file;
}

/** A file as the server tells of it. */
export type MediaFile = Awaited<ReturnType<typeof fetchFile>>;
export type Thumbnail = MediaFile["thumbnails"][number];
export type Purpose = "attachment" | "photo" | "video" | "voice" | "verification" | "emblem";

/** Takes a file back that is not in use. */
export async function discardFile(id: string) {
  await unwrap(api.DELETE("/api/files/{file_id}", { params: { path: { file_id: id } } }));
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
