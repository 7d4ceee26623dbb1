import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { askLive, liveState, onLive, onLiveState } from "@/lib/live";
import { eveningQuery, eveningsQuery, reelQuery } from "./queries";

/** People come and go in heaps: they are asked for at most so often. */
const AT_MOST_EVERY = 1_500;

/** Keeps who is there as new as the server tells, whether one is in the lobby oneself or only looks. */
export function useLiveReel() {
  const queryClient = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renew = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void queryClient.invalidateQueries({ queryKey: reelQuery.queryKey });
      }, AT_MOST_EVERY);
    };
    const change = ({ userId, available }: { userId: string; available: boolean }) => {
      const known = queryClient.getQueryData(reelQuery.queryKey);
      if (known?.some((entry) => entry.userId === userId) === true && !available)
        queryClient.setQueryData(
          reelQuery.queryKey,
          known.filter((entry) => entry.userId !== userId),
        );
      else renew();
    };
    const watch = () => {
      if (liveState() !== "online") return;
      askLive("presence:join", {}).catch(() => undefined);
      renew();
    };
    watch();
    const ends = [
      onLive("presence:update", change),
      onLive("queue:update", change),
      onLive("session:finalized", renew),
      onLiveState(watch),
    ];
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [queryClient]);
}

/** Keeps evenings as new as the server tells. */
export function useLiveEvenings() {
  const queryClient = useQueryClient();
  useEffect(() => {
    const renew = () => void queryClient.invalidateQueries({ queryKey: eveningsQuery.queryKey });
    const ends = [
      onLive("event:updated", ({ event }) => {
        queryClient.setQueryData(eveningQuery(event.id).queryKey, event);
        void queryClient.invalidateQueries({ queryKey: eveningsQuery.queryKey, exact: true });
      }),
      onLive("event:finished", renew),
      // Two yeses may meet long after the last round.
      onLive("match:new", renew),
      onLiveState(() => {
        if (liveState() === "online") renew();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [queryClient]);
}
