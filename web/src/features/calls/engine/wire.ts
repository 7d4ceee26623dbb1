import type { Schemas } from "@/lib/api";

export type CallKind = "audio" | "video";

export type Reason =
  | "ended"
  | "missed"
  | "rejected"
  | "cancelled"
  | "busy"
  | "dropped"
  | "timeout"
  | "blocked"
  | "left"
  | "moderated";

export type CallMember = {
  userId: string;
  state: "ringing" | "joined" | "dropped" | "left" | "rejected" | "missed" | "busy";
  joinedAt: string | null;
  /** The tab with which they are in it. */
  deviceId: string | null;
};

export type CallPerson = Schemas["PersonView"];

/** A call as everybody in it is told of it. A higher version is a newer one. */
export type Call = {
  id: string;
  chatId: string | null;
  kind: CallKind;
  state: "ringing" | "active" | "ended";
  /** Null where they have gone for good. */
  startedBy: string | null;
  createdAt: string;
  ringsUntil: string;
  answeredAt: string | null;
  endedAt: string | null;
  reason: Reason | null;
  durationSeconds: number;
  maxSeconds: number | null;
  endsAt: string | null;
  members: readonly CallMember[];
  people: readonly CallPerson[];
  version: number;
};

type OfCall = { callId: string };
type WithDevice = OfCall & { deviceId: string };
type Asked<Payload, Answer> = { payload: Payload; answer: Answer };

declare module "@/lib/live" {
  interface LiveEvents {
    "call:incoming": { callId: string; call: Call };
    "call:accepted": { callId: string; userId: string; call: Call };
    "call:updated": { call: Call };
    "call:ended": { callId: string; reason: Reason; durationSeconds: number; call: Call };
    "call:moved": { callId: string; deviceId: string };
    "call:signal": { callId: string; fromUserId: string; signal: unknown };
  }
  interface LiveCalls {
    "call:initiate": Asked<
      { chatId: string; kind: CallKind; deviceId: string },
      { callId: string; call: Call }
    >;
    "call:answer": Asked<WithDevice, { call: Call }>;
    "call:resume": Asked<WithDevice, { call: Call }>;
    "call:reject": Asked<OfCall, { call: Call }>;
    /** A date is ended by the same name; quietly, so that nobody is told who went. */
    "call:end": Asked<OfCall | { roomId: string; quiet: boolean }, { call: Call }>;
    "call:upgrade": Asked<OfCall, { call: Call }>;
    "call:signal": Asked<OfCall & { toUserId: string; signal: unknown }, unknown>;
  }
}
