import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { instanceQuery } from "@/lib/instance";
import { ApiError } from "@/lib/api";
import { Failure } from "./Failure";
import { NotFound } from "./NotFound";
import { Root } from "./Root";

/**
 * The router reloads when a page's code is gone, as it is after an update of the server. Without a network that would
 * leave nothing on the screen, so then it is an error like others, and `Failure` waits for the network.
 */
function explainOffline(error: unknown): never {
  throw navigator.onLine ? error : new ApiError("offline", "The page could not be loaded.", { cause: error });
}

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Root });

const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  // Asked for beside the page's code, and not waited for: the page says itself that it is loading.
  loader: ({ context }) => {
    context.queryClient.query(instanceQuery).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import("@/features/welcome").catch(explainOffline), "WelcomePage"),
});

const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/gallery",
  component: lazyRouteComponent(() => import("@/features/gallery").catch(explainOffline), "GalleryPage"),
});

const routeTree = rootRoute.addChildren([welcomeRoute, galleryRoute]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: Failure,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
