import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ready, getShellRoute } from "./roots";

const importCalls = () => ready(import("@/features/calls"));

const callsRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/calls",
  component: lazyRouteComponent(importCalls, "CallsPage"),
});

export const callsRoutes = [callsRoute] as const;
