import { useState } from "react";
import { fetchFile, type MediaFile } from "./files";

/** Links end after a while. When one turns out not to work, the file is asked for anew, once. */
export function useFreshLinks(told: MediaFile) {
  const [renewal, setRenewal] = useState<{ of: string | null; file: MediaFile | null; failed: boolean }>();
  // What is told anew by whoever shows this is newer than what was fetched for the older links.
  const ours = renewal?.of === told.url ? renewal : undefined;
  const onBroken = () => {
    if (ours?.file) setRenewal({ ...ours, failed: true });
    if (ours) return;
    setRenewal({ of: told.url, file: null, failed: false });
    fetchFile(told.id).then(
      (file) => {
        setRenewal({ of: told.url, file, failed: false });
      },
      () => {
        setRenewal({ of: told.url, file: null, failed: true });
      },
    );
  };
  return { file: ours?.file ?? told, isBroken: ours?.failed ?? false, onBroken };
}
