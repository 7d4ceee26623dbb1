import { useUploads } from "./useUploads";

/** One picture on its way to a place: another one that is chosen takes its place. */
export function usePictureUpload(place: string) {
  const { items, add, remove, retry, take } = useUploads(place);
  const item = items.at(-1);
  const forget = () => {
    for (const { id } of items) remove(id);
  };
  const file =
    item?.state.step === "done" && item.state.file.status === "ready" ? item.state.file : undefined;
  return {
    item,
    /** What has arrived and can be shown. */
    file,
    begin: (chosen: File) => {
      forget();
      add([chosen], { purpose: "attachment" });
    },
    /** It is not wanted, or it failed. */
    forget,
    retry,
    /** It has been put to use. */
    take,
  };
}

export type PictureUpload = ReturnType<typeof usePictureUpload>;
