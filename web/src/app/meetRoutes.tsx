import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { explainOffline, getShellRoute } from "./roots";

const importDiscovery = () => import("@/features/discovery").catch(explainOffline);

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
