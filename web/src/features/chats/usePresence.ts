import { useEffect, useState } from "react";
import { askLive, onLive, useLiveState } from "@/lib/live";

declare module "@/lib/live" {
  interface LiveEvents {
    "user:last-seen": { userId: string; lastSeenAt: string };
  }
}

/** `status` is `offline` where somebody is away or does not show it; `lastSeenAt` where they show that. */
export type Presence = { status: string; lastSeenAt?: string | undefined };

const watch = (userIds: string[]) => askLive("presence:watch", { userIds });

/** Whether somebody is there, or since when they are not; null while nobody knows. */
export function usePresence(userId: string): Presence | null {
  const state = useLiveState();
  const [known, setKnown] = useState<(Presence & { of: string }) | null>(null);
  useEffect(() => {
    if (state !== "online") return;
    let isOver = false;
    const take = (presence: Presence) => {
      if (!isOver) setKnown({ ...presence, of: userId });
    };
    const ends = [
      onLive("user:status", (told) => {
        if (told.userId === userId) take({ status: told.status });
      }),
      onLive("user:last-seen", (told) => {
        if (told.userId === userId) take({ status: "offline", lastSeenAt: told.lastSeenAt });
      }),
    ];
    watch([userId]).then(
      ([told]) => {
        if (told !== undefined) take(told);
      },
      () => undefined,
    );
    return () => {
      isOver = true;
      for (const end of ends) end();
      watch([]).catch(() => undefined);
    };
  }, [userId, state]);
  return known?.of === userId && state === "online" ? known : null;
}
