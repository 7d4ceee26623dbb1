import type { Schemas } from "@/lib/api";

export type Chat = Schemas["Chat"];
export type Message = Schemas["Message"];
export type Person = Schemas["PersonView"];
export type Member = Schemas["MemberView"];
export type Role = Schemas["MemberRole"];
