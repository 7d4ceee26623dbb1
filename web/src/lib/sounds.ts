const KEY = "callSounds";

/** Whether this device may ring; it is asked each time, so that a change holds at once. */
export function hasSounds(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function setSounds(isOn: boolean) {
  try {
    if (isOn) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // Storage is blocked: it holds for as long as nobody asks again.
  }
}
