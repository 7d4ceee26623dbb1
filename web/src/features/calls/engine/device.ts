/** Which tab this is: the same one after a reload, another one when the tab is copied. */
const KEY = "callDevice";
const MUTED = "callMuted";
const CHOSEN = "callDevices";
/** A page that is left lets go of its name within moments; a copied tab never does. */
const PATIENCE = 1_500;

function read(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

function write(storage: () => Storage, key: string, value: string | null) {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Storage is blocked: after a reload the call goes on at a new device, by hand.
  }
}

const ofTab = () => sessionStorage;
const ofBrowser = () => localStorage;

/** Holds a name as long as the page lives; false where another page holds it. */
function claim(name: string): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    const hold = () => {
      resolve(true);
      return new Promise<never>(() => undefined);
    };
    locks.request(`mingle:call:${name}`, { signal: AbortSignal.timeout(PATIENCE) }, hold).catch(() => {
      resolve(false);
    });
  });
}

let found: Promise<string> | null = null;

/** The name of this tab, for as long as the page lives: calls and dates go by the same one. */
export function findDeviceId(): Promise<string> {
  found ??= find();
  return found;
}

async function find(): Promise<string> {
  const kept = read(ofTab, KEY);
  if (kept !== null && (await claim(kept))) return kept;
  const fresh = crypto.randomUUID();
  write(ofTab, KEY, fresh);
  await claim(fresh);
  return fresh;
}

/** Whether one was muted, and not seen, in a call: it must not change by a reload. */
export type Kept = { callId: string; isMuted: boolean; hasCamera: boolean };

export function keep(kept: Kept | null) {
  write(ofTab, MUTED, kept === null ? null : JSON.stringify(kept));
}

export function kept(callId: string): Kept | null {
  try {
    const found = JSON.parse(read(ofTab, MUTED) ?? "null") as Kept | null;
    return found?.callId === callId ? found : null;
  } catch {
    return null;
  }
}

export function keptDevices<Chosen extends object>(): Partial<Chosen> {
  try {
    return (JSON.parse(read(ofBrowser, CHOSEN) ?? "{}") as Partial<Chosen> | null) ?? {};
  } catch {
    return {};
  }
}

export function keepDevices(chosen: object) {
  write(ofBrowser, CHOSEN, JSON.stringify(chosen));
}
