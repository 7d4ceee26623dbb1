import { api, unwrap } from "@/lib/api";
import { askLive } from "@/lib/live";
import type { Room, Said, Standing, Verdict } from "./wire";

/** What the engine asks of the server. Everything rejects with an `ApiError`. */
export type DateServer = {
  standing: () => Promise<Standing>;
  join: (deviceId: string) => Promise<unknown>;
  leave: () => Promise<unknown>;
  next: (isOn: boolean) => Promise<{ waiting: boolean }>;
  invite: (
    toUserId: string,
    requestedSeconds: number,
    deviceId: string,
  ) => Promise<{ inviteId: string; expiresAt: string }>;
  accept: (inviteId: string, requestedSeconds: number, deviceId: string) => Promise<Room>;
  decline: (inviteId: string) => Promise<unknown>;
  rescind: (inviteId: string) => Promise<unknown>;
  resume: (roomId: string, deviceId: string) => Promise<Room>;
  flowing: (roomId: string) => Promise<unknown>;
  say: (roomId: string, text: string) => Promise<Said>;
  give: (roomId: string, socials: Record<string, string>) => Promise<unknown>;
  extend: (roomId: string, seconds: number) => Promise<{ agreed: boolean }>;
  unblur: (roomId: string) => Promise<unknown>;
  end: (roomId: string, isQuiet: boolean) => Promise<unknown>;
  again: (roomId: string, again: boolean) => Promise<Verdict>;
};

const roomOf = async (answer: Promise<{ room: Room }>): Promise<Room> => (await answer).room;

export const overLive: DateServer = {
  standing: () => unwrap(api.GET("/api/room")),
  join: (deviceId) => askLive("queue:join", { deviceId }),
  leave: () => askLive("queue:leave", {}),
  next: (on) => askLive("queue:next", { on }),
  invite: (toUserId, requestedSeconds, deviceId) =>
    askLive("call:invite", { toUserId, requestedSeconds, deviceId }),
  accept: (inviteId, requestedSeconds, deviceId) =>
    roomOf(askLive("call:accept", { inviteId, requestedSeconds, deviceId })),
  decline: (inviteId) => askLive("call:decline", { inviteId }),
  rescind: (inviteId) => askLive("call:rescind", { inviteId }),
  resume: (roomId, deviceId) => roomOf(askLive("room:resume", { roomId, deviceId })),
  flowing: (roomId) => askLive("room:flowing", { roomId }),
  say: (roomId, text) => askLive("room:chat", { roomId, text }),
  give: (roomId, socials) => askLive("room:giveSocial", { roomId, socials }),
  extend: (roomId, seconds) => askLive("room:extend", { roomId, seconds }),
  unblur: (roomId) => askLive("room:unblur", { roomId }),
  end: (roomId, quiet) => askLive("call:end", { roomId, quiet }),
  again: (roomId, again) =>
    unwrap(
      api.POST("/api/dates/{date_id}/again", { params: { path: { date_id: roomId } }, body: { again } }),
    ),
};
