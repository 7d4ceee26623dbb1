import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { getShellRoute, ready } from "./roots";

const importDates = () => ready(import("@/features/dates"));

const datesRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/dates",
  component: lazyRouteComponent(importDates, "DatesPage"),
});

const eveningRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/dates/evenings/$eventId",
  component: lazyRouteComponent(importDates, "EveningPage"),
});

export const datesRoutes = [datesRoute, eveningRoute] as const;
