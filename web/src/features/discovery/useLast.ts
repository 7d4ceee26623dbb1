import { useState } from "react";

/** The last thing there was: a dialog that is about to leave goes on showing it. */
export function useLast<Thing>(thing: Thing | null): Thing | null {
  const [last, setLast] = useState(thing);
  if (thing !== null && thing !== last) setLast(thing);
  return thing ?? last;
}
