import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from "@tanstack/react-router";
import { ApiError } from "@/lib/api";
import { instanceQuery } from "@/lib/instance";
import { Failure } from "./Failure";
import { onlyMembers, onlyStrangers, validateStep, validateWanted } from "./guards";
import { NotFound } from "./NotFound";
import { Root } from "./Root";

/**
 * The router reloads when a page's code is gone, as it is after an update of the server. Without a network that would
 * leave nothing on the screen, so then it is an error like others, and `Failure` waits for the network.
 */
function explainOffline(error: unknown): never {
  throw navigator.onLine ? error : new ApiError("offline", "The page could not be loaded.", { cause: error });
}

const importAccounts = () => import("@/features/accounts").catch(explainOffline);
const importPeople = () => import("@/features/people").catch(explainOffline);
const importShell = () => import("@/features/shell").catch(explainOffline);

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Root });
const getParentRoute = () => rootRoute;

/** Asked for beside the page's code, and not waited for: the page says itself that it is loading. */
function askForInstance({ context }: { context: { queryClient: QueryClient } }) {
  context.queryClient.query(instanceQuery).catch(() => undefined);
}

const welcomeRoute = createRoute({
  getParentRoute,
  path: "/",
  loader: askForInstance,
  component: lazyRouteComponent(() => import("@/features/welcome").catch(explainOffline), "WelcomePage"),
});

const galleryRoute = createRoute({
  getParentRoute,
  path: "/gallery",
  component: lazyRouteComponent(() => import("@/features/gallery").catch(explainOffline), "GalleryPage"),
});

const wayIn = {
  getParentRoute,
  validateSearch: validateWanted,
  beforeLoad: onlyStrangers,
  loader: askForInstance,
};

const signUpRoute = createRoute({
  ...wayIn,
  path: "/sign-up",
  component: lazyRouteComponent(importAccounts, "SignUpPage"),
});

const guestRoute = createRoute({
  ...wayIn,
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

/** The pages of people who are signed in, with the places around them. */
const shellRoute = createRoute({
  getParentRoute,
  id: "shell",
  beforeLoad: onlyMembers,
  loader: askForInstance,
  component: lazyRouteComponent(importShell, "Shell"),
});
const getShellRoute = () => shellRoute;

const meetRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/meet",
  component: lazyRouteComponent(importShell, "MeetPage"),
});

const datesRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/dates",
  component: lazyRouteComponent(importShell, "DatesPage"),
});

const salonsRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/salons",
  component: lazyRouteComponent(importShell, "SalonsPage"),
});

const chatsRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/chats",
  component: lazyRouteComponent(importShell, "ChatsPage"),
});

const youRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/you",
  component: lazyRouteComponent(importPeople, "YouPage"),
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
    meetRoute,
    datesRoute,
    salonsRoute,
    chatsRoute,
    youRoute,
    keepRoute,
    securityRoute,
    passwordRoute,
    emailRoute,
    phoneRoute,
    startRoute,
    editRoute,
    preferencesRoute,
    privacyRoute,
    blockedRoute,
    verificationRoute,
    dataRoute,
    searchRoute,
    personRoute,
  ]),
]);

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
