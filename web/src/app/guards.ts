import { redirect } from "@tanstack/react-router";
import { findSession, isSomebodyHere } from "@/lib/session";

/** Where people arrive who have signed in and wanted nothing else. */
const HOME = "/you";
/** Where those arrive who are new. */
const BEGINNING = "/start";

export type Wanted = { to?: string | undefined };

/** The address one wanted before signing in; never one of another site. */
export function validateWanted({ to }: Record<string, unknown>): Wanted {
  return typeof to === "string" && /^\/(?![/\\])/.test(to) ? { to } : { to: undefined };
}

export type WantedStep = { step?: string | undefined };

/** The question of the beginning that one is at; which there are, the page knows. */
export const validateStep = ({ step }: Record<string, unknown>): WantedStep =>
  typeof step === "string" ? { step } : {};

/** Lets those in who are signed in; others sign in first, and then go where they wanted. */
export async function onlyMembers({ location }: { location: { href: string } }) {
  const session = await findSession();
  if (session.state === "in") return;
  if (session.state === "out" && session.why === "left") redirect({ to: "/", replace: true, throw: true });
  redirect({ to: "/sign-in", search: { to: location.href }, replace: true, throw: true });
}

type Way = { search: Wanted };

async function goOn(to: string) {
  if (!isSomebodyHere()) return;
  const session = await findSession().catch(() => null);
  if (session?.state === "in") redirect({ href: to, replace: true, throw: true });
}

/** Who is signed in needs no way in. */
export const onlyStrangers = ({ search }: Way) => goOn(search.to ?? HOME);

/** The same, where people come in for the first time. */
export const onlyNewcomers = ({ search }: Way) => goOn(search.to ?? BEGINNING);
