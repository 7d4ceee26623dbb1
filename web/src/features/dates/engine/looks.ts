import type { State } from "./machine";
import type { Handles, Invitation, Room, Said } from "./wire";

const isSame = (one: Said, other: Said) =>
  one.at === other.at && one.fromUserId === other.fromUserId && one.text === other.text;

/** With what somebody said; it is told twice to who said it. */
export const withWords = (room: Room, said: Said): Room =>
  room.messages.some((known) => isSame(known, said)) ? room : { ...room, messages: [...room.messages, said] };

/** With what somebody gave, beside what they gave before. */
export function withHandles(room: Room, { fromUserId, socials }: Handles): Room {
  const before = room.socials.find((given) => given.fromUserId === fromUserId);
  const others = room.socials.filter((given) => given !== before);
  return { ...room, socials: [...others, { fromUserId, socials: { ...before?.socials, ...socials } }] };
}

/** How a date stands with this device. */
export type Phase = "none" | "connecting" | "connected" | "reconnecting" | "away" | "over" | "elsewhere";

export function phaseOf({ own, link, isOnline }: State): Phase {
  if (own === null) return "none";
  if (own.stage !== "in") return own.stage;
  if (!isOnline) return "reconnecting";
  if (own.room.peerState === "dropped") return "away";
  if (link === "connected") return "connected";
  return own.wasLinked ? "reconnecting" : "connecting";
}

/** The invitations that ring on this device, the first one first. */
export const ringingOf = ({ incoming, silenced, own }: State): readonly Invitation[] =>
  // In a date one is not disturbed; who asks is told that one is busy.
  own !== null && own.stage !== "over" ? [] : incoming.filter(({ inviteId }) => !silenced.has(inviteId));
