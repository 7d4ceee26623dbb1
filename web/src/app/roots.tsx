import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ApiError } from "@/lib/api";
import { textsLoaded } from "@/lib/i18n";
import { instanceQuery } from "@/lib/instance";
import { onlyMembers } from "./guards";
import { Root } from "./Root";

/**
 * The router reloads when a page's code is gone, as it is after an update of the server. Without a network that would
 * leave nothing on the screen, so then it is an error like others, and `Failure` waits for the network.
 */
function explainOffline(error: unknown): never {
  throw navigator.onLine ? error : new ApiError("offline", "The page could not be loaded.", { cause: error });
}

/** A feature with its texts in the reader's language. */
export async function ready<Feature>(loading: Promise<Feature>): Promise<Feature> {
  const feature = await loading.catch(explainOffline);
  await textsLoaded();
  return feature;
}

export const importShell = () => ready(import("@/features/shell"));

export const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Root });
export const getParentRoute = () => rootRoute;

/** Asked for beside the page's code, and not waited for: the page says itself that it is loading. */
export function askForInstance({ context }: { context: { queryClient: QueryClient } }) {
  context.queryClient.query(instanceQuery).catch(() => undefined);
}

/** The pages of people who are signed in, with the places around them. */
export const shellRoute = createRoute({
  getParentRoute,
  id: "shell",
  beforeLoad: onlyMembers,
  loader: askForInstance,
  component: lazyRouteComponent(importShell, "Shell"),
});
export const getShellRoute = () => shellRoute;
