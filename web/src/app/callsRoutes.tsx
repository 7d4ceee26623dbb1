import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { explainOffline, getShellRoute } from "./roots";

const importCalls = () => import("@/features/calls").catch(explainOffline);

const callsRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/calls",
  component: lazyRouteComponent(importCalls, "CallsPage"),
});

export const callsRoutes = [callsRoute] as const;
