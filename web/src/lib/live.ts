import { useSyncExternalStore } from "react";
import { ApiError } from "./api";
import { Connection, type LiveState, type OpenWire } from "./connection";
import { currentSession, currentToken, freshToken, onSessionChange } from "./session";

export type { LiveState } from "./connection";

/** What the server tells: payloads by event. Each feature merges its own into this interface. */
export interface LiveEvents {
  "user:status": { userId: string; status: "online" | "away" | "dnd" | "offline" };
}

/** What the server can be asked over the connection: `{payload, answer}` by event. Features merge theirs into it. */
export interface LiveCalls {
  "presence:watch": {
    payload: { userIds: string[] };
    answer: { userId: string; status: string; lastSeenAt?: string }[];
  };
}

const PATIENCE = 10_000;
const LIMITS = { reconnectionDelay: 500, reconnectionDelayMax: 10_000, randomizationFactor: 0.5 };

const listeners = new Map<string, Set<(payload: unknown) => void>>();
const stateListeners = new Set<() => void>();
let connection: Connection | null = null;
let userId: string | null = null;

/** Begins with WebSocket, so that no balancer has to be sticky; where that is not let through, it polls. */
const openWire: OpenWire = async (auth) => {
  const { io } = await import("socket.io-client");
  return io(location.origin, {
    auth,
    autoConnect: false,
    ackTimeout: PATIENCE,
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    ...LIMITS,
  });
};

const everythingListeners = new Set<(event: string, payload: unknown) => void>();

function hear(event: string, payload: unknown) {
  for (const listener of everythingListeners) listener(event, payload);
  for (const listener of listeners.get(event) ?? []) listener(payload);
}

function tellState() {
  for (const listener of stateListeners) listener();
}

/** One person, one connection: it is theirs from signing in to signing out, and follows their tokens. */
function followSession() {
  const session = currentSession();
  const here = session.state === "in" ? session.user.id : null;
  const token = currentToken();
  if (here === userId) {
    if (token !== null) connection?.renew(token);
    return;
  }
  connection?.close();
  userId = here;
  connection = here === null ? null : new Connection(openWire, freshToken, hear, tellState);
  tellState();
}

/** Hears an event as long as it is not taken back; events that come while one is away are lost. */
export function onLive<Event extends keyof LiveEvents>(
  event: Event,
  listener: (payload: LiveEvents[Event]) => void,
): () => void {
  const ours = listener as (payload: unknown) => void;
  const those = listeners.get(event) ?? new Set();
  listeners.set(event, those.add(ours));
  return () => {
    those.delete(ours);
  };
}

/** Hears every event in the order in which they come, by their names: for who keeps a state of its own from them. */
export function onAnyLive(listener: (event: string, payload: unknown) => void): () => void {
  everythingListeners.add(listener);
  return () => {
    everythingListeners.delete(listener);
  };
}

/** Asks over the connection; a refusal, or no answer within ten seconds, rejects with an `ApiError`. */
export async function askLive<Event extends keyof LiveCalls>(
  event: Event,
  payload: LiveCalls[Event]["payload"],
): Promise<LiveCalls[Event]["answer"]> {
  if (connection === null) throw new ApiError("unauthenticated", "Sign in first.");
  return await connection.ask(event, payload);
}

export const liveState = (): LiveState => connection?.state ?? "offline";

/** Calls when the connection comes, goes, or has been away for long: after it came, fetch what may have been missed. */
export function onLiveState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => {
    stateListeners.delete(listener);
  };
}

export const useLiveState = () => useSyncExternalStore(onLiveState, liveState);

addEventListener("online", () => connection?.hurry());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) connection?.hurry();
});
onSessionChange(followSession);
followSession();
