import { api, ApiError, unwrap } from "@/lib/api";
import { askLive, liveState } from "@/lib/live";
import type { Call, CallKind } from "./wire";

/** How to find a way between two, and for how many seconds that may be used. */
export type Ways = { configuration: RTCConfiguration; ttlSeconds: number };

/** What the engine asks of the server. Everything rejects with an `ApiError`. */
export type CallServer = {
  initiate: (chatId: string, kind: CallKind, deviceId: string) => Promise<Call>;
  answer: (callId: string, deviceId: string) => Promise<Call>;
  resume: (callId: string, deviceId: string) => Promise<Call>;
  reject: (callId: string) => Promise<Call>;
  end: (callId: string) => Promise<Call>;
  upgrade: (callId: string) => Promise<Call>;
  signal: (callId: string, toUserId: string, signal: unknown) => Promise<unknown>;
  /** Those that ring for one, or that one is in. */
  current: () => Promise<readonly Call[]>;
  find: (callId: string) => Promise<Call>;
  /** The servers that help to find a way between two. */
  ice: () => Promise<Ways>;
};

const callOf = async (answer: Promise<{ call: Call }>): Promise<Call> => (await answer).call;

export const overLive: CallServer = {
  initiate: (chatId, kind, deviceId) => callOf(askLive("call:initiate", { chatId, kind, deviceId })),
  answer: (callId, deviceId) => callOf(askLive("call:answer", { callId, deviceId })),
  resume: (callId, deviceId) => callOf(askLive("call:resume", { callId, deviceId })),
  reject: (callId) => callOf(askLive("call:reject", { callId })),
  end: (callId) => callOf(askLive("call:end", { callId })),
  upgrade: (callId) => callOf(askLive("call:upgrade", { callId })),
  signal: (callId, toUserId, signal) => {
    // It would be kept until the connection is back, and arrive where it means nothing any more.
    if (liveState() !== "online") return Promise.reject(new ApiError("offline", "There is no connection."));
    return askLive("call:signal", { callId, toUserId, signal });
  },
  current: async () => (await unwrap(api.GET("/api/calls/current"))).calls,
  find: async (callId) =>
    (await unwrap(api.GET("/api/calls/{call_id}", { params: { path: { call_id: callId } } }))).call,
  ice: async () => {
    const { iceServers, policy, ttlSeconds } = await unwrap(api.GET("/api/calls/ice-servers"));
    const servers = iceServers.map(({ urls, username, credential }) => ({
      urls: [...urls],
      ...(username != null && { username }),
      ...(credential != null && { credential }),
    }));
    const configuration = {
      iceServers: servers,
      iceTransportPolicy: policy,
      bundlePolicy: "max-bundle" as const,
    };
    return { configuration, ttlSeconds };
  },
};
