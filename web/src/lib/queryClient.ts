import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./api";

const TRIES_AFTER_THE_FIRST = 2;

/** Only what may pass by itself is tried again; a refusal stays one. */
export function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.code === "offline" || error.status >= 502);
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // A server on this machine or in this house answers without the internet too.
        networkMode: "always",
        refetchOnReconnect: true,
        retry: (failures, error) => failures < TRIES_AFTER_THE_FIRST && mayPass(error),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
      mutations: { networkMode: "always" },
    },
  });
}
