import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap, type Schemas } from "@/lib/api";

/** A call as it stands in one's own history. */
export type Past = Schemas["HistoryItem"];

export const historyQuery = infiniteQueryOptions({
  queryKey: ["calls", "history"],
  queryFn: ({ signal, pageParam }) =>
    unwrap(
      api.GET("/api/user/history", {
        signal,
        params: { query: { limit: 30, ...(pageParam !== null && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  staleTime: 0,
});
