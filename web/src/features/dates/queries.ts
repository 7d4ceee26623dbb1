import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap, type Schemas } from "@/lib/api";

/** Somebody who can be invited now. */
export type Present = Schemas["ReelEntry"];

export const reelQuery = queryOptions({
  queryKey: ["dates", "reel"],
  queryFn: async ({ signal }) =>
    (await unwrap(api.GET("/api/room/queue", { signal, params: { query: { limit: 50 } } }))).people,
  staleTime: 0,
});

/** An evening of speed dating. */
export type Evening = Schemas["SpeedEvent"];

export const eveningsQuery = infiniteQueryOptions({
  queryKey: ["dates", "evenings"],
  queryFn: ({ signal, pageParam }) =>
    unwrap(
      api.GET("/api/speed-dating", {
        signal,
        params: { query: { ...(pageParam !== null && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  staleTime: 0,
});

const of = (id: string) => ({ params: { path: { event_id: id } } });

export const eveningQuery = (id: string) =>
  queryOptions({
    queryKey: ["dates", "evenings", id],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/speed-dating/{event_id}", { signal, ...of(id) }))).event,
    staleTime: 0,
  });

export const yesesQuery = (id: string) =>
  queryOptions({
    queryKey: ["dates", "evenings", id, "yeses"],
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/speed-dating/{event_id}/yeses", { signal, ...of(id) }))).yeses,
    staleTime: 0,
  });

/** Takes part in an evening, or no longer does. */
export const takePart = async (id: string, isIn: boolean): Promise<Evening> =>
  (
    await unwrap(
      isIn
        ? api.PUT("/api/speed-dating/{event_id}/place", of(id))
        : api.DELETE("/api/speed-dating/{event_id}/place", of(id)),
    )
  ).event;
