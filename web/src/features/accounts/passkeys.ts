import { api, unwrap } from "@/lib/api";

/** Only where passkeys are used is their code loaded. */
const load = () => import("@simplewebauthn/browser");

const IS_ADDRESS = /^[\d.]+$|^\[/;

/** Passkeys are bound to a name, and browsers have them only where the address is safe. */
export const passkeysWork =
  window.isSecureContext && "PublicKeyCredential" in window && !IS_ADDRESS.test(location.hostname);

type PasskeyProblem = "stopped" | "registered" | "elsewhere";

/** What went wrong between the browser and the person, if it was there; null when it was something else. */
export function passkeyProblem(error: unknown): PasskeyProblem | null {
  if (!(error instanceof Error)) return null;
  if (error.name === "NotAllowedError" || error.name === "AbortError") return "stopped";
  if (error.name === "InvalidStateError") return "registered";
  return error.name === "SecurityError" ? "elsewhere" : null;
}

async function get(options: Parameters<Awaited<ReturnType<typeof load>>["startAuthentication"]>[0]) {
  const { startAuthentication } = await load();
  return startAuthentication(options);
}

/** Signs in with whichever passkey the person chooses. With `autofill` the browser offers them at the field. */
export async function signInWithPasskey(autofill = false) {
  const optionsJSON = await unwrap(api.POST("/api/auth/passkeys/sign-in/options"));
  const credential = await get({ optionsJSON, useBrowserAutofill: autofill });
  return unwrap(api.POST("/api/auth/passkeys/sign-in", { body: { credential, session: "cookie" } }));
}

/** Whether the browser offers passkeys where a username is typed. */
export async function offersAtField(): Promise<boolean> {
  if (!passkeysWork) return false;
  const { browserSupportsWebAuthnAutofill } = await load();
  return browserSupportsWebAuthnAutofill();
}

/** Takes back what the browser is asked, because its page goes. */
export async function stopAsking() {
  const { WebAuthnAbortService } = await load();
  WebAuthnAbortService.cancelCeremony();
}

export async function addPasskey(name: string) {
  const optionsJSON = await unwrap(api.POST("/api/auth/passkeys/options"));
  const { startRegistration } = await load();
  const credential = await startRegistration({ optionsJSON });
  return unwrap(api.POST("/api/auth/passkeys", { body: { name, credential } }));
}

/** Shows the server again who is here. */
export async function showPasskey() {
  const optionsJSON = await unwrap(api.POST("/api/auth/step-up/options"));
  const passkey = await get({ optionsJSON });
  return unwrap(api.POST("/api/auth/step-up", { body: { passkey } }));
}
