import { useEffect } from "react";
import { useUploads } from "@/features/media";
import { useComplain } from "./change";

/** The file of an upload that has arrived, whether or not the server is done with it. */
const arrivedAs = (state: ReturnType<typeof useUploads>["items"][number]["state"]) =>
  state.step === "processing" || state.step === "done" ? state.fileId : null;

/** Puts what is uploaded at a place to use as soon as it has arrived, also when it began on another visit. */
export function useAttach(place: string, attach: (fileId: string) => Promise<unknown>) {
  const { items, take } = useUploads(place);
  const complain = useComplain();
  useEffect(() => {
    for (const { id, state } of items) {
      const fileId = arrivedAs(state);
      if (fileId === null) continue;
      take(id);
      attach(fileId).catch(complain);
    }
  });
}
