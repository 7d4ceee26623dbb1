import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ready, getShellRoute } from "./roots";

const importDiscovery = () => ready(import("@/features/discovery"));

const meetRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/meet",
  staticData: { fills: "beside" },
  component: lazyRouteComponent(importDiscovery, "MeetPage"),
});

const likesRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/meet/likes",
  component: lazyRouteComponent(importDiscovery, "LikesPage"),
});

const matchesRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/meet/matches",
  component: lazyRouteComponent(importDiscovery, "MatchesPage"),
});

export const meetRoutes = [meetRoute, likesRoute, matchesRoute] as const;
