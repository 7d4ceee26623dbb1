import { queryOptions } from "@tanstack/react-query";
import { api, unwrap, type Schemas } from "@/lib/api";
import type { Person } from "../types";

/** With fewer characters the server would answer with a refusal. */
export const SHORTEST = 2;

/** People whose name or username begins so. */
export const peopleQuery = (beginning: string) =>
  queryOptions({
    queryKey: ["people", beginning],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/users/search", { signal, params: { query: { q: beginning } } })),
    enabled: beginning.length >= SHORTEST,
  });

/** Somebody who was found, as chats know people. */
export function personOf({ id, displayName, username, photos, isDemo }: Schemas["Card"]): Person {
  const [photo] = photos;
  const smallest = photo?.thumbnails.toSorted((one, other) => (one.width ?? 0) - (other.width ?? 0))[0];
  const { url, width, height } = smallest ?? { url: null, width: null, height: null };
  return { id, displayName, username, photo: url === null ? null : { url, width, height }, isDemo };
}
