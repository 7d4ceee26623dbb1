const KEY = "datesLobby";

/** Whether this tab is in the lobby: after a reload it goes back there. */
export function keepPlace(isIn: boolean) {
  try {
    if (isIn) sessionStorage.setItem(KEY, "in");
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is blocked: after a reload one goes in by hand.
  }
}

export function hadPlace(): boolean {
  try {
    return sessionStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}
