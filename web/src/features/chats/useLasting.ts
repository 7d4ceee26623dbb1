import { useEffect, useMemo, useState } from "react";
import type { Message } from "./engine/types";

/** Timers know no later time. */
const LATEST = 2 ** 31 - 1;

const endOf = ({ expiresAt }: Message) => (expiresAt === null ? Infinity : Date.parse(expiresAt));

/** Whether its time is over. */
export const hasVanished = (message: Message, now = Date.now()) => endOf(message) <= now;

/** Those of the messages that have not disappeared; at the moment in which the next one does, others. */
export function useLasting(messages: readonly Message[]): readonly Message[] {
  const [now, setNow] = useState(Date.now);
  const lasting = useMemo(
    () =>
      messages.some((one) => hasVanished(one, now))
        ? messages.filter((one) => !hasVanished(one, now))
        : messages,
    [messages, now],
  );
  const next = lasting.reduce((soonest, message) => Math.min(soonest, endOf(message)), Infinity);
  useEffect(() => {
    if (next === Infinity) return;
    const timer = setTimeout(
      () => {
        setNow(Date.now());
      },
      Math.min(LATEST, Math.max(0, next - Date.now())),
    );
    return () => {
      clearTimeout(timer);
    };
  }, [next, now]);
  return lasting;
}
