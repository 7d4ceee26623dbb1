import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Preferences } from "@/features/people";
import { api, unwrap, type Schemas } from "@/lib/api";

/** Somebody to meet, with why. */
export type FeedCard = Schemas["FeedCard"];
export type Reason = FeedCard["reasons"][number];
/** What one thinks of somebody. */
export type Kind = Schemas["Judgement"]["kind"];
export type Judgement = Schemas["Judgement"];
export type Judged = Schemas["Judged"];
export type Match = Schemas["Match"];
export type Like = Schemas["Like"];
export type Why = Schemas["Why"];
export type Excluded = Schemas["Excluded"];

export const fetchFeed = async (limit: number): Promise<readonly FeedCard[]> =>
  (await unwrap(api.GET("/api/discovery", { params: { query: { limit } } }))).items;

export const judge = (judgement: Judgement): Promise<Judged> =>
  unwrap(api.POST("/api/likes", { body: judgement }));

export const rewind = () => unwrap(api.DELETE("/api/likes/last"));

/** What keeps people away, as things stand now. */
export const whyQuery = queryOptions({
  queryKey: ["discovery", "why"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/discovery/why", { signal })),
  staleTime: 0,
});

/** How many there would be; the same wish is not asked about twice. */
export const countQuery = (wish: Preferences) =>
  queryOptions({
    queryKey: ["discovery", "count", wish],
    queryFn: async ({ signal }) =>
      (await unwrap(api.POST("/api/discovery/count", { signal, body: wish }))).people,
    enabled: wish.genders.length > 0,
    staleTime: 60_000,
    // What is asked too often may be asked again later; nothing depends on it.
    retry: false,
  });

const pageOf = (cursor: string | null) => ({
  params: { query: { ...(cursor !== null && { cursor }) } },
});

export const likesQuery = infiniteQueryOptions({
  queryKey: ["discovery", "likes"],
  queryFn: ({ signal, pageParam }) =>
    unwrap(api.GET("/api/likes/received", { signal, ...pageOf(pageParam) })),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  staleTime: 10_000,
});

export const matchesQuery = infiniteQueryOptions({
  queryKey: ["discovery", "matches"],
  queryFn: ({ signal, pageParam }) => unwrap(api.GET("/api/matches", { signal, ...pageOf(pageParam) })),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  staleTime: 0,
});

/** Also people may have gone from, or come to, either. */
export const FOUND = ["discovery"] as const;
