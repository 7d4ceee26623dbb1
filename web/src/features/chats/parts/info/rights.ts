import type { Chat, Member, Role } from "../types";

const RANK: Record<Role, number> = { owner: 2, admin: 1, member: 0 };

/** Whether this person leads the chat, and so renames it and lets people in. */
export const leads = ({ type, role }: Pick<Chat, "type" | "role">) => type !== "private" && RANK[role] > 0;

export type MemberAct = "promote" | "demote" | "handOver" | "remove";

/** What one may do about a member, in the order in which it is offered. The server decides; this is what is shown. */
export function actsOn(chat: Pick<Chat, "type" | "role">, member: Member, userId: string): MemberAct[] {
  if (member.user.id === userId || !leads(chat) || RANK[chat.role] <= RANK[member.role]) return [];
  if (chat.role !== "owner") return ["remove"];
  return [member.role === "admin" ? "demote" : "promote", "handOver", "remove"];
}
