import { useMemo, useSyncExternalStore } from "react";

function addressOf(content: Blob | null) {
  let url: string | undefined;
  return {
    url: () => url,
    subscribe: (listener: () => void) => {
      if (content !== null) url = URL.createObjectURL(content);
      listener();
      return () => {
        if (url !== undefined) URL.revokeObjectURL(url);
        url = undefined;
      };
    },
  };
}

/** An address for what is on the device, as long as it is shown; undefined for a moment, and of nothing. */
export function useObjectUrl(content: Blob | null): string | undefined {
  const address = useMemo(() => addressOf(content), [content]);
  return useSyncExternalStore(address.subscribe, address.url);
}
