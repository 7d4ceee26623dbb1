import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { timeAgo } from "@/lib/time";
import { usePresence } from "./usePresence";

const MINUTE = 60_000;

/** Whether somebody is there, or when they were last. */
export function PresenceLine({ userId }: { userId: string }) {
  const { t, i18n } = useTranslation("chats");
  const presence = usePresence(userId);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, MINUTE);
    return () => {
      clearInterval(timer);
    };
  }, []);
  if (presence === null) return null;
  const { status, lastSeenAt } = presence;
  if (status === "online" || status === "away" || status === "dnd")
    return <p className="truncate text-sm text-sage">{t(`presence.${status}`)}</p>;
  if (lastSeenAt === undefined) return null;
  // Their clock and ours may differ by a little.
  const time = timeAgo(lastSeenAt, i18n.language, Math.max(now, Date.parse(lastSeenAt)));
  return <p className="truncate text-sm text-soft">{t("presence.lastSeen", { time })}</p>;
}
