import { lazy, Suspense } from "react";
import type { MediaFile } from "@/features/media";

export type ViewerItem = {
  /** A picture or a video. */
  file: MediaFile;
  /** Who sent it. */
  by: string;
  /** ISO 8601. */
  sentAt: string;
  /** What was written with it. */
  caption?: string;
};

export type MediaViewerProps = {
  open: boolean;
  /** Of one message, or of a whole chat; the oldest first. */
  items: readonly ViewerItem[];
  /** The file that is shown first. */
  startId: string | null;
  onClose: () => void;
};

const Viewer = lazy(() => import("./Viewer"));

/** Pictures and videos over everything else: arrows and swipes, pinch and double tap, Escape. */
export function MediaViewer(props: MediaViewerProps) {
  return (
    <Suspense fallback={null}>{props.startId !== null && <Viewer key={props.startId} {...props} />}</Suspense>
  );
}
