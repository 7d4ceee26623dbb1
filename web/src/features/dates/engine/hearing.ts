import type { Desk, Tools } from "./desk";
import { keepPlace } from "./place";
import { withHandles, withWords } from "./looks";
import type { DateEvents, Match, Room } from "./wire";

type Heard = DateEvents & { "call:signal": { callId: string; fromUserId: string; signal: unknown } } & {
  "match:new": { match: Match };
};

type Hearers = {
  [Event in keyof Heard]: (desk: Desk, payload: Heard[Event], tools: Tools) => void;
};

function change(desk: Desk, roomId: string, how: (room: Room) => Room) {
  desk.happen({ type: "room", roomId, change: how });
}

const HEARERS: Hearers = {
  "call:notify": (desk, invitation) => {
    desk.happen({ type: "invited", invitation });
  },
  "call:start": (desk, room) => {
    desk.happen({ type: "started", room });
    if (desk.state.own?.stage !== "in") return;
    desk.equipment.open().catch(() => undefined);
  },
  "call:declined": (desk, { inviteId, reason }) => {
    if (desk.state.asking?.inviteId !== inviteId) return;
    desk.happen({ type: "refused", refusal: reason });
    desk.tidy();
  },
  "call:rescinded": (desk, { inviteId, reason }, tools) => {
    const invitation = desk.state.incoming.find((known) => known.inviteId === inviteId);
    const isSilenced = desk.state.silenced.has(inviteId);
    desk.happen({ type: "withdrawn", inviteId });
    if (invitation === undefined || isSilenced || reason === "answered") return;
    tools.notice({ kind: reason === "timeout" ? "missed" : "withdrawn", invitation });
  },
  "room:clock": (desk, { roomId, startsAt, endsAt }) => {
    change(desk, roomId, (room) => ({ ...room, startsAt, endsAt, isFlowing: true }));
  },
  "room:peer": (desk, { roomId, userId, state }) => {
    change(desk, roomId, (room) => (userId === room.peer.id ? { ...room, peerState: state } : room));
  },
  "room:chat": (desk, { roomId, fromUserId, text, at }) => {
    change(desk, roomId, (room) => withWords(room, { fromUserId, text, at }));
  },
  "room:socialShared": (desk, { roomId, fromUserId, socials }) => {
    change(desk, roomId, (room) => withHandles(room, { fromUserId, socials }));
  },
  "room:extendRequested": (desk, { roomId, fromUserId, seconds }) => {
    change(desk, roomId, (room) => ({ ...room, extension: { fromUserId, seconds } }));
  },
  "room:extended": (desk, { roomId, agreedSeconds, endsAt }) => {
    change(desk, roomId, (room) => ({ ...room, agreedSeconds, endsAt, extension: null }));
  },
  "room:unblurred": (desk, { roomId }) => {
    change(desk, roomId, (room) => ({ ...room, isBlurred: false }));
  },
  "room:moved": (desk, { roomId, deviceId }) => {
    const { own } = desk.state;
    if (own?.room.roomId !== roomId || deviceId === desk.state.deviceId) return;
    desk.happen({ type: "started", room: { ...own.room, deviceId } });
  },
  "session:finalized": (desk, { roomId, reason, durationSeconds }) => {
    desk.happen({ type: "over", roomId, ending: reason, durationSeconds });
  },
  "queue:moved": (desk) => {
    keepPlace(false);
    desk.happen({ type: "lobby", lobby: "moved" });
  },
  "call:signal": (desk, { callId, fromUserId, signal }) => {
    const { own } = desk.state;
    if (own?.room.roomId === callId) desk.equipment.line?.hear(fromUserId, signal);
  },
  "match:new": (desk, { match }) => {
    desk.happen({ type: "matched", match });
  },
};

/** What an event of the server means for one's dates; other features' events mean nothing. */
export function hearInto(desk: Desk, tools: Tools, event: string, payload: unknown) {
  if (Object.hasOwn(HEARERS, event)) {
    const hearer = HEARERS[event as keyof Heard] as (desk: Desk, payload: unknown, tools: Tools) => void;
    hearer(desk, payload, tools);
  }
}
