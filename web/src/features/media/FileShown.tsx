import { Hourglass } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Spinner } from "@/ui/Spinner";
import { isSettled, type MediaFile } from "./files";
import { FileTile } from "./FileTile";
import { Picture } from "./Picture";
import { useExplain } from "./useExplain";
import { useFreshLinks } from "./useFreshLinks";
import { VideoPlayer } from "./VideoPlayer";
import { VoicePlayer } from "./VoicePlayer";

type Props = {
  file: MediaFile;
  /** What it is to whoever cannot see it, such as "Photo from Mara". */
  label: string;
  /** How wide it is shown, as in `img sizes`. */
  sizes?: string;
};

/** A file as what it is, at whichever point of its way. */
export function FileShown({ file, label, sizes }: Props) {
  const { t } = useTranslation("media");
  const explain = useExplain();
  if (!isSettled(file))
    return (
      <Notice>
        <Spinner silent />
        {t("upload.processing")}
      </Notice>
    );
  if (file.status === "rejected")
    return <Notice>{explain({ code: file.reason ?? "rejected", message: null })}</Notice>;
  if (file.url === null)
    return (
      <Notice>
        <Hourglass aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
        {t("upload.held")}
      </Notice>
    );
  const width = sizes === undefined ? {} : { sizes };
  switch (file.kind) {
    case "image":
      return (
        <div className="overflow-clip rounded-message">
          <Picture file={file} alt={label} {...width} />
        </div>
      );
    case "video":
      return (
        <div className="overflow-clip rounded-message">
          <VideoPlayer file={file} label={label} {...width} />
        </div>
      );
    case "audio":
    case "voice":
      return <Sound file={file} url={file.url} label={label} />;
    case "file":
      return <FileTile file={file} />;
  }
}

function Sound({ file: told, url, label }: { file: MediaFile; url: string; label: string }) {
  const { file, onBroken } = useFreshLinks(told);
  return (
    <VoicePlayer
      url={file.url ?? url}
      label={label}
      seconds={(file.durationMs ?? 0) / 1000}
      waveform={file.waveform ?? []}
      onBroken={onBroken}
    />
  );
}

function Notice({ children }: { children: ReactNode }) {
  return (
    <p className="flex min-h-16 items-center gap-3 rounded-message bg-sunk px-4 py-3 text-sm text-soft">
      {children}
    </p>
  );
}
