import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "./api";

/** What this Mingle calls itself and which of its features its operator has switched on. */
export const instanceQuery = queryOptions({
  queryKey: ["instance"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/instance", { signal })),
  staleTime: Infinity,
});

export const useInstance = () => useQuery(instanceQuery);
