import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onLive, onLiveState, liveState } from "@/lib/live";
import { FOUND, type Match } from "./queries";

declare module "@/lib/live" {
  interface LiveEvents {
    "match:new": { match: Match };
    "match:removed": { matchId: string };
  }
}

/** Keeps likes and matches as new as the server tells, also after it could not be heard for a while. */
export function useLiveDiscovery() {
  const queryClient = useQueryClient();
  useEffect(() => {
    const renew = () => void queryClient.invalidateQueries({ queryKey: FOUND });
    const ends = [
      onLive("match:new", renew),
      onLive("match:removed", renew),
      onLiveState(() => {
        if (liveState() === "online") renew();
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [queryClient]);
}
