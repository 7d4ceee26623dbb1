import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { instanceQuery } from "@/lib/instance";
import { Failure } from "./Failure";
import { NotFound } from "./NotFound";
import { Root } from "./Root";

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Root });

const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  // Asked for beside the page's code, and not waited for: the page says itself that it is loading.
  loader: ({ context }) => {
    context.queryClient.query(instanceQuery).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import("@/features/welcome"), "WelcomePage"),
});

const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/gallery",
  component: lazyRouteComponent(() => import("@/features/gallery"), "GalleryPage"),
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
