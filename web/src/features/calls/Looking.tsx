import { VideoOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useStream } from "./useCalls";

/** What one's own camera sees, as in a mirror. */
export function Looking({ stream }: { stream: MediaStream | null }) {
  const { t } = useTranslation("calls");
  const element = useStream<HTMLVideoElement>(stream);
  return (
    <div className="relative aspect-video overflow-clip rounded-message bg-sunk">
      <video
        ref={element}
        muted
        playsInline
        aria-label={t("devices.preview")}
        className={stream === null ? "hidden" : "size-full -scale-x-100 object-cover"}
      />
      {stream === null && (
        <p className="absolute inset-0 flex flex-col items-center justify-center gap-2 text-sm text-soft">
          <VideoOff aria-hidden className="size-7" strokeWidth={1.75} />
          {t("devices.cameraIsOff")}
        </p>
      )}
    </div>
  );
}
