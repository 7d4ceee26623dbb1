import type { Schemas } from "@/lib/api";

/** Somebody on the other side of an invitation or a date. */
export type DatePerson = Schemas["PersonView"];
export type Match = Schemas["Match"];

export type Invitation = {
  inviteId: string;
  fromUser: DatePerson;
  requestedSeconds: number;
  expiresAt: string;
};

export type Said = { fromUserId: string; text: string; at: string };
export type Handles = { fromUserId: string; socials: Record<string, string> };
export type Origin = "invitation" | "next" | "round";

/** A date as one of its two is told of it. */
export type Room = {
  roomId: string;
  agreedSeconds: number;
  peer: DatePerson;
  initiator: boolean;
  startsAt: string;
  endsAt: string;
  /** Both see each other, so the clock runs; before that its times are a guess. */
  isFlowing: boolean;
  isBlurred: boolean;
  blur: { isOn: boolean; mine: boolean; theirs: boolean };
  origin: Origin;
  event: { id: string; title: string; round: number; rounds: number } | null;
  /** As members of calls: `joined`, or `dropped` while they may come back. */
  peerState: Schemas["MemberState"];
  extension: { fromUserId: string; seconds: number } | null;
  messages: readonly Said[];
  socials: readonly Handles[];
  /** The tab with which one is in it. */
  deviceId: string | null;
};

export type DeclineReason = "declined" | "busy" | "timeout" | "offline";
export type EndReason = "ended" | "timeout" | "left" | "moderated";

export type ToAnswer = { roomId: string; peer: DatePerson; endedAt: string };

export type Limits = {
  minSeconds: number;
  maxSeconds: number;
  /** What most people take. */
  usualSeconds: number;
};

export type Outgoing = {
  inviteId: string;
  toUser: DatePerson;
  requestedSeconds: number;
  expiresAt: string;
};

/** How things stand: what a page that was loaded anew asks for. */
export type Standing = {
  inLobby: boolean;
  available: boolean;
  isWaitingForNext: boolean;
  room: Room | null;
  incoming: readonly Invitation[];
  outgoing: Outgoing | null;
  toAnswer: readonly ToAnswer[];
  limits: Limits;
};

export type Verdict = { again: boolean; isMutual: boolean; match: Match | null };

type OfRoom = { roomId: string };
type OfInvite = { inviteId: string };
type Asked<Payload, Answer> = { payload: Payload; answer: Answer };

/** What the server tells by itself. */
export type DateEvents = {
  "call:notify": Invitation;
  "call:start": Room;
  "call:declined": OfInvite & { reason: DeclineReason };
  "call:rescinded": OfInvite & { reason: "rescinded" | "timeout" | "offline" | "answered" };
  "room:clock": OfRoom & { startsAt: string; endsAt: string };
  "room:peer": OfRoom & { userId: string; state: Schemas["MemberState"] };
  "room:chat": OfRoom & Said;
  "room:socialShared": OfRoom & Handles;
  "room:extendRequested": OfRoom & { fromUserId: string; seconds: number };
  "room:extended": OfRoom & { agreedSeconds: number; endsAt: string };
  "room:unblurred": OfRoom;
  "room:moved": OfRoom & { deviceId: string };
  "session:finalized": OfRoom & { sessionId: string; durationSeconds: number; reason: EndReason };
  "queue:moved": Record<string, never>;
};

declare module "@/lib/live" {
  interface LiveEvents extends DateEvents {
    "presence:update": { userId: string; online: boolean; available: boolean };
    "queue:update": { userId: string; available: boolean };
    "event:updated": { event: Schemas["SpeedEvent"] };
    "event:round": { eventId: string; round: number; isPaired: boolean; roomId: string | null };
    "event:finished": { eventId: string };
  }
  interface LiveCalls {
    "queue:join": Asked<{ deviceId: string }, { available: boolean }>;
    "queue:leave": Asked<Record<string, never>, unknown>;
    "presence:join": Asked<Record<string, never>, unknown>;
    "queue:next": Asked<{ on: boolean }, { waiting: boolean }>;
    "call:invite": Asked<
      { toUserId: string; requestedSeconds: number; deviceId: string },
      OfInvite & { expiresAt: string }
    >;
    "call:accept": Asked<OfInvite & { requestedSeconds: number; deviceId: string }, { room: Room }>;
    "call:decline": Asked<OfInvite, unknown>;
    "call:rescind": Asked<OfInvite, unknown>;
    "room:flowing": Asked<OfRoom, unknown>;
    "room:chat": Asked<OfRoom & { text: string }, Said>;
    "room:giveSocial": Asked<OfRoom & { socials: Record<string, string> }, unknown>;
    "room:extend": Asked<OfRoom & { seconds: number }, { agreed: boolean }>;
    "room:unblur": Asked<OfRoom, unknown>;
    "room:resume": Asked<OfRoom & { deviceId: string }, { room: Room }>;
    "event:enter": Asked<{ eventId: string; deviceId: string }, unknown>;
    "event:leave": Asked<{ eventId: string }, unknown>;
  }
}
