import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { validateStep } from "./guards";
import { ready, getShellRoute } from "./roots";

const importPeople = () => ready(import("@/features/people"));

const youRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you",
  component: lazyRouteComponent(importPeople, "YouPage"),
});

const startRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/start",
  validateSearch: validateStep,
  component: lazyRouteComponent(importPeople, "StartPage"),
});

const editRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/profile",
  component: lazyRouteComponent(importPeople, "EditPage"),
});

const preferencesRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/preferences",
  component: lazyRouteComponent(importPeople, "PreferencesPage"),
});

const privacyRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/privacy",
  component: lazyRouteComponent(importPeople, "PrivacyPage"),
});

const blockedRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/blocked",
  component: lazyRouteComponent(importPeople, "BlockedPage"),
});

const verificationRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/verification",
  component: lazyRouteComponent(importPeople, "VerificationPage"),
});

const dataRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/data",
  component: lazyRouteComponent(importPeople, "DataPage"),
});

const searchRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/people",
  component: lazyRouteComponent(importPeople, "SearchPage"),
});

const personRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/people/$personId",
  component: lazyRouteComponent(importPeople, "PersonPage"),
});

export const peopleRoutes = [
  youRoute,
  startRoute,
  editRoute,
  preferencesRoute,
  privacyRoute,
  blockedRoute,
  verificationRoute,
  dataRoute,
  searchRoute,
  personRoute,
] as const;
