import { QueryClient } from "@tanstack/react-query";
import { mayPass } from "./api";

const TRIES_AFTER_THE_FIRST = 2;

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // A server on this machine or in this house answers without the internet too.
        networkMode: "always",
        refetchOnReconnect: true,
        // A refusal stays one.
        retry: (failures, error) => failures < TRIES_AFTER_THE_FIRST && mayPass(error),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
      mutations: { networkMode: "always" },
    },
  });
}
