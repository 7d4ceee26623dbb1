import { Square, Video } from "lucide-react";
import { useEffect, useRef, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { ProgressBar } from "@/ui/Progress";
import { LONGEST_FILM, useFilm } from "./useFilm";

type Props = { onClose: () => void; onFilmed: (file: File) => void };

/** Films with the device's camera, half a minute at most; one looks at it before it is used. */
export default function FilmDialog({ onClose, onFilmed }: Props) {
  const { t } = useTranslation("people");
  const { state, view, start, stop, again } = useFilm();
  const isRecording = state.step === "recording";
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("film.title")}
      description={t("film.text", { count: LONGEST_FILM })}
    >
      {state.step === "failed" ? (
        <p role="alert" className="rounded-message bg-danger-wash px-4 py-3 text-danger">
          {t(`film.${state.problem}`)}
        </p>
      ) : state.step === "filmed" ? (
        // eslint-disable-next-line jsx-a11y-x/media-has-caption -- it is what one has just said oneself
        <video
          src={state.url}
          controls
          playsInline
          aria-label={t("film.preview")}
          className="aspect-[4/3] w-full rounded-message bg-night object-contain"
        />
      ) : (
        <View view={view} label={t("film.view")} />
      )}
      {isRecording && (
        <ProgressBar
          label={t("film.time", { count: state.seconds })}
          value={Math.min(1, state.seconds / LONGEST_FILM)}
        />
      )}
      <div className="flex flex-wrap items-center justify-center gap-2.5">
        {state.step === "filmed" ? (
          <>
            <Button onClick={again}>{t("film.again")}</Button>
            <Button
              variant="primary"
              onClick={() => {
                onFilmed(state.file);
                onClose();
              }}
            >
              {t("film.use")}
            </Button>
          </>
        ) : isRecording ? (
          <Button variant="primary" icon={Square} onClick={stop}>
            {t("film.stop")}
          </Button>
        ) : (
          state.step !== "failed" && (
            <Button variant="primary" icon={Video} disabled={state.step === "opening"} onClick={start}>
              {t("film.start")}
            </Button>
          )
        )}
      </div>
    </Dialog>
  );
}

/** What the camera sees, as in a mirror. */
function View({ view, label }: { view: RefObject<MediaStream | null>; label: string }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null || element.srcObject === view.current) return;
    element.srcObject = view.current;
    element.play().catch(() => undefined);
  });
  return (
    <video
      ref={video}
      muted
      playsInline
      data-silent
      aria-label={label}
      className="aspect-[4/3] w-full -scale-x-100 rounded-message bg-night object-contain"
    />
  );
}
