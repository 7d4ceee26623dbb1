import { useSyncExternalStore } from "react";
import type { components } from "@/generated/api";
import { api, ApiError, mayPass, unwrap } from "./api";

export type User = components["schemas"]["User"];
type SignedIn = components["schemas"]["SignedIn"];

/** Whether somebody is signed in here. `unknown` until the server has been asked, which only happens where it matters. */
export type Session =
  | { state: "unknown" }
  | { state: "in"; user: User }
  /** `left`: signed out by hand. `ended`: the server has ended it. `never`: nobody was here. */
  | { state: "out"; why: "never" | "left" | "ended" };

type Grant = { token: string; expiresAt: number };
type News = { user: User; grant: Grant } | { why: "left" | "ended" };

/** Tells who is signed in on this device. It opens nothing: the refresh token is in an HttpOnly cookie. */
const MARK = "signedIn";
const LOCK = "mingle:session";
/** A token that ends sooner than this is exchanged before it is used. */
const MARGIN = 45_000;
/** So long the server is waited for where this device knows who it was. */
const PATIENCE = 5_000;

let session: Session = isMarked() ? { state: "unknown" } : { state: "out", why: "never" };
let grant: Grant | null = null;
let renewing: Promise<void> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

const otherTabs = new BroadcastChannel("mingle:session");
otherTabs.onmessage = ({ data }: MessageEvent<News>) => {
  if ("grant" in data) enter(data.user, data.grant);
  else leave(data.why);
};

function isMarked(): boolean {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    // Storage is blocked: who reloads signs in again.
    return false;
  }
}

/** Who it was when the server was last asked; null where that was before it was kept. */
function markedUser(): User | null {
  try {
    return JSON.parse(localStorage.getItem(MARK) ?? "null") as User | null;
  } catch {
    return null;
  }
}

function mark(user: User | null) {
  try {
    if (user !== null) localStorage.setItem(MARK, JSON.stringify(user));
    else localStorage.removeItem(MARK);
  } catch {
    // As above.
  }
}

function change(next: Session) {
  session = next;
  for (const listener of listeners) listener();
}

function enter(user: User, next: Grant) {
  grant = next;
  mark(user);
  clearTimeout(timer);
  timer = setTimeout(
    () => {
      // Whoever calls the API next tries again, and hears about it.
      renew().catch(() => undefined);
    },
    Math.max(MARGIN, next.expiresAt - Date.now() - MARGIN),
  );
  change({ state: "in", user });
}

function leave(why: "left" | "ended") {
  grant = null;
  mark(null);
  clearTimeout(timer);
  if (session.state !== "out") change({ state: "out", why });
}

function tellOtherTabs(news: News) {
  otherTabs.postMessage(news);
}

/** Keeps what a way in has answered, here and in the other tabs. */
export function signedIn({ user, accessToken, expiresIn }: SignedIn) {
  const next = { token: accessToken, expiresAt: Date.now() + expiresIn * 1000 };
  enter(user, next);
  tellOtherTabs({ user, grant: next });
}

/** Takes over that the person has ended it, in every tab of this device. */
export function hasLeft() {
  leave("left");
  tellOtherTabs({ why: "left" });
}

/** Ends the session on this device, in every tab. */
export async function signOut() {
  try {
    await unwrap(api.POST("/api/auth/logout"));
  } catch (error) {
    // It had ended already.
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  }
  hasLeft();
}

/** Takes over what has changed in the own account. */
export function userChanged(user: User) {
  if (session.state !== "in" || grant === null) return;
  mark(user);
  change({ state: "in", user });
  tellOtherTabs({ user, grant });
}

async function exchange() {
  const call = () => unwrap(api.POST("/api/auth/refresh", { body: { session: "cookie" } }));
  try {
    signedIn(await call());
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) throw error;
    leave("ended");
    tellOtherTabs({ why: "ended" });
  }
}

/** Exchanges the refresh token, once however many ask: in this tab, and in all tabs together. */
function renew(): Promise<void> {
  const before = grant;
  renewing ??= oneTabAtATime(async () => {
    // Another tab may have done it, or signed out, while we stood in line.
    if (grant === before && session.state !== "out") await exchange();
  }).finally(() => {
    renewing = null;
  });
  return renewing;
}

async function oneTabAtATime(work: () => Promise<void>) {
  // Browsers have locks only where the address is safe: not at http://192.168.1.20:8000.
  if (isSecureContext) await navigator.locks.request(LOCK, work);
  else await work();
}

/** A network that is there and lets nothing through. */
const lateness = () =>
  new Promise<never>((_, reject) => {
    setTimeout(reject, PATIENCE, new ApiError("offline", "The server did not answer."));
  });

/**
 * Who is signed in; asks the server when that is not known yet. Where it cannot be reached it is who it was, with what
 * this device has kept, until the server is there again and says otherwise. Rejects where that is not known either.
 */
export async function findSession(): Promise<Session> {
  if (session.state !== "unknown") return session;
  const user = markedUser();
  try {
    await (user === null ? renew() : Promise.race([renew(), lateness()]));
  } catch (error) {
    if (user === null || !mayPass(error)) throw error;
    // Another tab may have heard meanwhile.
    if (currentSession().state === "unknown") change({ state: "in", user });
  }
  return currentSession();
}

export const currentSession = () => session;

/** Whether somebody has signed in on this device and not out again, as far as can be told without asking. */
export const isSomebodyHere = () => session.state !== "out";

export function onSessionChange(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useSession = () => useSyncExternalStore(onSessionChange, currentSession, currentSession);

/** The access token as it is, which may have ended; null while there is none. */
export const currentToken = () => grant?.token ?? null;

/**
 * An access token that is good for a while yet; null when nobody is signed in. Rejects when it had to be exchanged and
 * the server cannot be reached. Give the one that was `refused`, and another is asked for.
 */
export async function freshToken(refused?: string | null): Promise<string | null> {
  if (session.state === "out") return null;
  if (grant === null || grant.token === refused || grant.expiresAt - Date.now() < MARGIN / 3) await renew();
  return currentToken();
}

/** The user of a page that only people see who are signed in; null for the moment in which they leave. */
export function useUser(): User | null {
  const current = useSession();
  return current.state === "in" ? current.user : null;
}

/** Copies of what was sent, because a request that has been sent cannot be sent again. */
const sent = new Map<string, Request>();

function authorize(request: Request, token: string) {
  request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}

api.use({
  async onRequest({ request, schemaPath, id }) {
    if (schemaPath === "/api/auth/refresh") return undefined;
    const token = await freshToken();
    if (token === null) return undefined;
    sent.set(id, request.clone());
    return authorize(request, token);
  },
  async onResponse({ response, id }) {
    const request = sent.get(id);
    sent.delete(id);
    if (request === undefined || response.status !== 401) return undefined;
    await renew();
    const token = currentToken();
    return token === null ? undefined : fetch(authorize(request, token));
  },
  onError({ id }) {
    sent.delete(id);
  },
});
