import type { Member } from "./types";

/** How far each member of a chat has come; what is told is only ever later than what is known. */
export type Members = ReadonlyMap<string, Member>;

export type Mark = { chatId: string; userId: string; upTo: number };

/** The members after one of them has come further. */
export function marked(members: Members, { userId, upTo }: Mark, kind: "readPts" | "deliveredPts"): Members {
  const member = members.get(userId);
  if (member === undefined || upTo <= (member[kind] ?? 0)) return members;
  // Who has read it has it.
  const deliveredPts = Math.max(member.deliveredPts ?? 0, upTo);
  return new Map(members).set(userId, { ...member, deliveredPts, [kind]: upTo });
}

export type Tick = "sent" | "delivered" | "read";

/**
 * How far one's own message has come with the others: as far as it has with any of them. Who does not say how far they
 * have come counts as not there yet.
 */
export function tickOf(pts: number, members: Members | undefined, me: string): Tick {
  let tick: Tick = "sent";
  for (const [userId, member] of members ?? []) {
    if (userId === me) continue;
    // Who does not show it, or is one of too many, is taken to have come nowhere.
    if ((member.readPts ?? 0) >= pts) return "read";
    if ((member.deliveredPts ?? 0) >= pts) tick = "delivered";
  }
  return tick;
}
