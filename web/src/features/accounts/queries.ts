import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/lib/api";

const EVENTS_AT_ONCE = 20;

export const devicesQuery = queryOptions({
  queryKey: ["devices"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/auth/sessions", { signal })),
  // Whoever looks at this wants to know about now.
  staleTime: 0,
});

export type Device = Awaited<ReturnType<NonNullable<typeof devicesQuery.queryFn>>>["items"][number];

export const passkeysQuery = queryOptions({
  queryKey: ["passkeys"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/auth/passkeys", { signal })),
  staleTime: 0,
});

export type Passkey = Awaited<ReturnType<NonNullable<typeof passkeysQuery.queryFn>>>["items"][number];

export const providersQuery = queryOptions({
  queryKey: ["providers"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/auth/oidc", { signal })),
  // The operator sets them up when the server starts.
  staleTime: Infinity,
});

export type Provider = Awaited<ReturnType<NonNullable<typeof providersQuery.queryFn>>>["items"][number];

export const identitiesQuery = queryOptions({
  queryKey: ["identities"],
  queryFn: ({ signal }) => unwrap(api.GET("/api/auth/identities", { signal })),
  staleTime: 0,
});

export type Identity = Awaited<ReturnType<NonNullable<typeof identitiesQuery.queryFn>>>["items"][number];

export const eventsQuery = infiniteQueryOptions({
  queryKey: ["securityEvents"],
  queryFn: ({ signal, pageParam }) =>
    unwrap(
      api.GET("/api/auth/events", {
        signal,
        params: { query: { limit: EVENTS_AT_ONCE, ...(pageParam !== null && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  staleTime: 0,
});
