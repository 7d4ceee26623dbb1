import { api, unwrap } from "@/lib/api";

/** What somebody went to a provider for, and where they wanted to go afterwards. */
export type Journey = { intent: "signIn" | "link"; to?: string | undefined };

const KEY = "journey";

/** Kept for this tab alone, while it is away. */
function keep(journey: Journey) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(journey));
  } catch {
    // Storage is blocked: whoever comes back signs in, and arrives at home.
  }
}

/** What this tab went away for. */
export function journeyOf(): Journey {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
    if (typeof kept !== "object" || kept === null) return { intent: "signIn" };
    const { intent, to } = kept as Record<string, unknown>;
    const isOurs = typeof to === "string" && /^\/(?![/\\])/.test(to);
    return { intent: intent === "link" ? "link" : "signIn", to: isOurs ? to : undefined };
  } catch {
    return { intent: "signIn" };
  }
}

/** Leaves for a provider, to sign in with it. */
export async function leaveToSignIn(provider: string, to: string | undefined) {
  const params = { path: { provider } };
  const { url } = await unwrap(api.POST("/api/auth/oidc/{provider}/start", { params }));
  keep({ intent: "signIn", to });
  location.assign(url);
}

/** Leaves for a provider, to link an account there to the one here. */
export async function leaveToLink(provider: string, password: string | null, to: string) {
  const params = { path: { provider } };
  const { url } = await unwrap(
    api.POST("/api/auth/identities/{provider}/start", { params, body: { password } }),
  );
  keep({ intent: "link", to });
  location.assign(url);
}

/** What a provider has put into the address. */
export type ProviderAnswer = { code: string; state: string; iss?: string };

/** Signs in with what a provider has answered, or says what is missing before somebody new is in. */
export function finishSignIn(provider: string, answer: ProviderAnswer) {
  const params = { path: { provider } };
  return unwrap(
    api.POST("/api/auth/oidc/{provider}/finish", { params, body: { ...answer, session: "cookie" } }),
  );
}

export type Newcomer = Extract<Awaited<ReturnType<typeof finishSignIn>>, { registrationToken: string }>;

let held: { page: string; answer: ProviderAnswer | null } | undefined;

/** Takes the answer out of the address at once, so that it stays neither in the history nor in a screenshot. */
export function takeAnswer(): ProviderAnswer | null {
  const page = location.pathname;
  if (location.search !== "") {
    const given = new URLSearchParams(location.search);
    const [code, state, iss] = [given.get("code"), given.get("state"), given.get("iss")];
    const answer = code === null || state === null ? null : { code, state, ...(iss !== null && { iss }) };
    held = { page, answer };
    history.replaceState(history.state, "", page);
  }
  return held?.page === page ? held.answer : null;
}
