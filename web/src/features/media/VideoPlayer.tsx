import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MediaFile } from "./files";
import { Picture } from "./Picture";
import "./soloPlay";
import { useFreshLinks } from "./useFreshLinks";
import { clock } from "./words";

type Props = { file: MediaFile; label: string; sizes?: string };

/** A poster until somebody wants to see it, then the browser's own player: nothing of the video is loaded before. */
export function VideoPlayer({ file: told, label, sizes }: Props) {
  const { t } = useTranslation("media");
  const { file, onBroken, isBroken } = useFreshLinks(told);
  const [open, setOpen] = useState(false);
  const ratio = file.width && file.height ? `${file.width} / ${file.height}` : "16 / 9";
  if (open && file.url !== null && !isBroken)
    return (
      // eslint-disable-next-line jsx-a11y-x/media-has-caption -- people film each other, and nobody writes captions
      <video
        key={file.url}
        src={file.url}
        controls
        autoPlay
        playsInline
        aria-label={label}
        onError={onBroken}
        className="block max-h-[80dvh] w-full bg-night"
        style={{ aspectRatio: ratio }}
      />
    );
  return (
    <div className="relative">
      <Picture file={told} alt="" {...(sizes !== undefined && { sizes })} />
      <button
        type="button"
        disabled={isBroken}
        aria-label={t("video.play", { label })}
        onClick={() => {
          setOpen(true);
        }}
        className="group absolute inset-0 grid place-items-center -outline-offset-4"
      >
        <span className="grid size-16 place-items-center rounded-full bg-picture-chip text-on-picture transition-[scale] group-hover:scale-105 group-active:scale-95">
          <Play aria-hidden className="ms-1 size-7" fill="currentColor" strokeWidth={0} />
        </span>
      </button>
      <span className="pointer-events-none absolute start-3 bottom-3 rounded-full bg-picture-chip px-2.5 py-1 text-xs text-on-picture tabular-nums">
        {isBroken ? t("broken") : clock((file.durationMs ?? 0) / 1000)}
      </span>
    </div>
  );
}
