import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { onLive } from "@/lib/live";
import { meQuery, personQuery, type Me, type MediaOfProfile } from "./queries";

declare module "@/lib/live" {
  interface LiveEvents {
    "user:updated": { userId: string };
  }
}

/** A profile with the news of one of its files; the same profile where it is none of its own. */
export function withFile(me: Me, file: MediaOfProfile): Me {
  const isIt = (known: MediaOfProfile | null) => known?.id === file.id;
  if (!me.photos.some(isIt) && !isIt(me.video) && !isIt(me.voice)) return me;
  return {
    ...me,
    photos: me.photos.map((photo) => (isIt(photo) ? file : photo)),
    video: isIt(me.video) ? file : me.video,
    voice: isIt(me.voice) ? file : me.voice,
  };
}

/** Keeps what is shown of people as new as the server tells. */
export function useLivePeople() {
  const queryClient = useQueryClient();
  useEffect(() => {
    const changed = onLive("user:updated", ({ userId }) => {
      if (queryClient.getQueryData(meQuery.queryKey)?.id === userId)
        void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: personQuery(userId).queryKey });
    });
    const processed = onLive("file:updated", ({ file }) => {
      const me = queryClient.getQueryData(meQuery.queryKey);
      if (me === undefined || withFile(me, file) === me) return;
      queryClient.setQueryData(meQuery.queryKey, withFile(me, file));
      // Whether one is visible now, only the server knows.
      void queryClient.invalidateQueries({ queryKey: meQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: personQuery(me.id).queryKey });
    });
    return () => {
      changed();
      processed();
    };
  }, [queryClient]);
}
