import { useState } from "react";
import type { Said } from "./engine/wire";
import { useDates } from "./useDates";

/** The newest word of the other one that one has not read yet. */
export function useUnseen(messages: readonly Said[], isReading: boolean): Said | null {
  const { dates } = useDates();
  const [seen, setSeen] = useState(messages.length);
  if (isReading && seen !== messages.length) setSeen(messages.length);
  if (isReading) return null;
  return messages.slice(seen).findLast(({ fromUserId }) => fromUserId !== dates.me) ?? null;
}
