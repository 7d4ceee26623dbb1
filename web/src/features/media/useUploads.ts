import { useMemo } from "react";
import { myUploads, useAllUploads } from "./mine";
import type { Wish } from "./uploadItem";

/** The uploads of one place, such as a chat's composer: they outlive the screen that began them. */
export function useUploads(place: string) {
  const all = useAllUploads();
  const items = useMemo(() => all.filter((item) => item.place === place), [all, place]);
  return {
    items,
    /** Begins to upload; the ids of the uploads. */
    add: (files: readonly File[], wish: Omit<Wish, "place">) =>
      files.map((file) => myUploads()?.add(file, file.name, { ...wish, place })),
    remove: (id: string) => myUploads()?.remove(id),
    retry: (id: string) => myUploads()?.retry(id),
    /** It has been put to use, so it leaves the list. */
    take: (id: string) => myUploads()?.take(id),
  };
}
