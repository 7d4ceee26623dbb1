import type { QueryClient } from "@tanstack/react-query";
import { createRoute, createRouter, lazyRouteComponent, type RouterOptions } from "@tanstack/react-router";
import { callsRoutes } from "./callsRoutes";
import { chatsRoutes } from "./chatsRoutes";
import { datesRoutes } from "./datesRoutes";
import { Failure } from "./Failure";
import { onlyNewcomers, onlyStrangers, validateWanted } from "./guards";
import { meetRoutes } from "./meetRoutes";
import { NotFound } from "./NotFound";
import { peopleRoutes } from "./peopleRoutes";
import {
  askForInstance,
  ready,
  getParentRoute,
  getShellRoute,
  importShell,
  rootRoute,
  shellRoute,
} from "./roots";

const importAccounts = () => ready(import("@/features/accounts"));

const welcomeRoute = createRoute({
  getParentRoute,
  path: "/",
  loader: askForInstance,
  component: lazyRouteComponent(() => ready(import("@/features/welcome")), "WelcomePage"),
});

const galleryRoute = createRoute({
  getParentRoute,
  path: "/gallery",
  component: lazyRouteComponent(() => ready(import("@/features/gallery")), "GalleryPage"),
});

const wayIn = {
  getParentRoute,
  validateSearch: validateWanted,
  beforeLoad: onlyStrangers,
  loader: askForInstance,
};

const signUpRoute = createRoute({
  ...wayIn,
  beforeLoad: onlyNewcomers,
  path: "/sign-up",
  component: lazyRouteComponent(importAccounts, "SignUpPage"),
});

const guestRoute = createRoute({
  ...wayIn,
  beforeLoad: onlyNewcomers,
  path: "/guest",
  component: lazyRouteComponent(importAccounts, "GuestPage"),
});

const signInRoute = createRoute({
  ...wayIn,
  path: "/sign-in",
  component: lazyRouteComponent(importAccounts, "SignInPage"),
});

const forgotRoute = createRoute({
  getParentRoute,
  path: "/forgot",
  loader: askForInstance,
  component: lazyRouteComponent(importAccounts, "ForgotPage"),
});

const resetRoute = createRoute({
  getParentRoute,
  path: "/reset-password",
  loader: askForInstance,
  component: lazyRouteComponent(importAccounts, "ResetPage"),
});

const verifyRoute = createRoute({
  getParentRoute,
  path: "/verify-email",
  loader: askForInstance,
  component: lazyRouteComponent(importAccounts, "VerifyPage"),
});

/** Where a provider sends people back to, whether they come to sign in or to link. */
const returnRoute = createRoute({
  getParentRoute,
  path: "/sign-in/with/$provider",
  loader: askForInstance,
  component: lazyRouteComponent(importAccounts, "ReturnPage"),
});

const salonsRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/salons",
  component: lazyRouteComponent(importShell, "SalonsPage"),
});

const keepRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/keep",
  component: lazyRouteComponent(importAccounts, "KeepPage"),
});

const securityRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/security",
  component: lazyRouteComponent(importAccounts, "SecurityPage"),
});

const passwordRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/password",
  component: lazyRouteComponent(importAccounts, "PasswordPage"),
});

const emailRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/email",
  component: lazyRouteComponent(importAccounts, "EmailPage"),
});

const phoneRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you/phone",
  component: lazyRouteComponent(importAccounts, "PhonePage"),
});

const routeTree = rootRoute.addChildren([
  welcomeRoute,
  galleryRoute,
  signUpRoute,
  guestRoute,
  signInRoute,
  forgotRoute,
  resetRoute,
  verifyRoute,
  returnRoute,
  shellRoute.addChildren([
    salonsRoute,
    keepRoute,
    securityRoute,
    passwordRoute,
    emailRoute,
    phoneRoute,
    ...callsRoutes,
    ...chatsRoutes,
    ...datesRoutes,
    ...meetRoutes,
    ...peopleRoutes,
  ]),
]);

export function createAppRouter(
  queryClient: QueryClient,
  options: Pick<RouterOptions<typeof routeTree, "never">, "history" | "scrollRestoration"> = {},
) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: Failure,
    scrollRestoration: true,
    ...options,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
