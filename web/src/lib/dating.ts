import type { Schemas } from "./api";
import { asked } from "./asked";

/** Asks how long a date with somebody should be, from whatever menu, and then asks them. */
export const {
  ask: askForDate,
  end: endAskingForDate,
  useAsked: useAskedForDate,
} = asked<Schemas["PersonView"]>();
