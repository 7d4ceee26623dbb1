import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ready, getShellRoute } from "./roots";

const importChats = () => ready(import("@/features/chats"));

const chatsRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/chats",
  staticData: { fills: "beside" },
  component: lazyRouteComponent(importChats, "ChatsPage"),
});

const noChatRoute = createRoute({
  getParentRoute: () => chatsRoute,
  path: "/",
  component: lazyRouteComponent(importChats, "NoChat"),
});

const chatRoute = createRoute({
  getParentRoute: () => chatsRoute,
  path: "$chatId",
  staticData: { fills: "alone" },
  /** The message to go to, by its number. */
  validateSearch: ({ at }: Record<string, unknown>): { at?: number } =>
    typeof at === "number" && Number.isSafeInteger(at) && at > 0 ? { at } : {},
  component: lazyRouteComponent(importChats, "ChatPage"),
});

const joinRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/join/$code",
  component: lazyRouteComponent(importChats, "JoinPage"),
});

/** Where other apps share to: see `share_target` in the manifest. */
const shareRoute = createRoute({
  getParentRoute: getShellRoute,
  path: "/share",
  component: lazyRouteComponent(importChats, "SharePage"),
});

export const chatsRoutes = [chatsRoute.addChildren([noChatRoute, chatRoute]), joinRoute, shareRoute] as const;
