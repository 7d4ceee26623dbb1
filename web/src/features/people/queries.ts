import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap, type Schemas } from "@/lib/api";

async function fetchMe(signal?: AbortSignal) {
  const { user } = await unwrap(api.GET("/api/user/me", { ...(signal && { signal }) }));
  return user;
}

async function fetchPerson(id: string, signal?: AbortSignal) {
  const params = { path: { user_id: id } };
  const { user } = await unwrap(api.GET("/api/users/{user_id}", { params, ...(signal && { signal }) }));
  return user;
}

/** One's own profile, with what is missing and whether others can see it. */
export type Me = Schemas["OwnProfile"];
/** Somebody as others see them. */
export type Card = Schemas["Card"];
export type Basics = Schemas["Basics"];
export type BasicName = keyof Basics;
export type Gender = Schemas["Gender"];
export type Goal = Schemas["Goal"];
export type Preferences = Schemas["Preferences"];
export type Prompt = Schemas["Prompt"];
export type MediaOfProfile = Schemas["FileView"];
export type ProfileChange = Schemas["ProfileChange"];

const WORKING_PAUSE = 3_000;

/** Whether the server still works on one of a profile's own files. */
function isAtWork({ photos, video, voice }: Me): boolean {
  return [...photos, video, voice].some(
    (file) => file?.status === "uploaded" || file?.status === "processing",
  );
}

/** The server tells when it is done; this is for when that gets lost. */
const whileAtWork = (profile: Me | Card | undefined) =>
  profile?.view === "own" && isAtWork(profile) ? WORKING_PAUSE : false;

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => fetchMe(signal),
  refetchInterval: ({ state }) => whileAtWork(state.data),
});

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ["person", id],
    queryFn: ({ signal }) => fetchPerson(id, signal),
    refetchInterval: ({ state }) => whileAtWork(state.data),
  });

export const interestsQuery = queryOptions({
  queryKey: ["interests"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/interests", { signal })),
  staleTime: Infinity,
});

export const promptsQuery = queryOptions({
  queryKey: ["prompts"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/prompts", { signal })),
  staleTime: Infinity,
});

/** Two characters at least; with fewer the server would answer with a refusal. */
export const SHORTEST_BEGINNING = 2;

export const placesQuery = (beginning: string) =>
  queryOptions({
    queryKey: ["places", beginning],
    queryFn: ({ signal }) => unwrap(api.GET("/api/places", { signal, params: { query: { q: beginning } } })),
    enabled: beginning.length >= SHORTEST_BEGINNING,
    staleTime: Infinity,
  });

export const searchQuery = (beginning: string) =>
  queryOptions({
    queryKey: ["people", beginning],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/api/users/search", { signal, params: { query: { q: beginning } } })),
    enabled: beginning.length >= SHORTEST_BEGINNING,
  });

export const blocksQuery = infiniteQueryOptions({
  queryKey: ["blocks"],
  queryFn: ({ signal, pageParam }) =>
    unwrap(
      api.GET("/api/blocks", {
        signal,
        params: { query: { ...(pageParam !== null && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  staleTime: 0,
});

export const exportsQuery = queryOptions({
  queryKey: ["exports"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/user/me/exports", { signal })),
  // A link in them works for five minutes.
  staleTime: 0,
  refetchInterval: ({ state }) =>
    state.data?.items.some(({ status }) => status === "working") === true ? WORKING_PAUSE : false,
});
