import { CircleAlert, CloudOff, Play, RotateCcw, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Picture } from "./Picture";
import { progressOf } from "./upload";
import type { UploadItem } from "./uploadItem";
import { UploadRing } from "./UploadRing";
import { useObjectUrl } from "./useObjectUrl";
import { useUploadWords } from "./useUploadWords";

export type UploadProps = { item: UploadItem; onRemove: () => void; onRetry: () => void };

/** A picture or video on its way, shown from the first moment: how far it is lies over it. */
export function UploadTile({ item, onRemove, onRetry }: UploadProps) {
  const { t } = useTranslation("media");
  const words = useUploadWords(item);
  const { state, name } = item;
  const isUnderWay = state.step !== "done" && state.step !== "failed";
  return (
    <li className="relative aspect-square overflow-clip rounded-message bg-sunk">
      {state.step === "done" && state.file.thumbnails.length > 0 ? (
        <Picture file={state.file} alt={name} sizes="12rem" fill />
      ) : (
        <Preview item={item} dimmed={isUnderWay} />
      )}
      {isUnderWay && (
        <span className="absolute inset-0 grid place-items-center">
          <UploadRing
            label={t("upload.progress", { name })}
            value={progressOf(state, item.size)}
            cancelLabel={t("upload.cancel", { name })}
            onCancel={onRemove}
          />
        </span>
      )}
      {state.step === "done" && item.mime.startsWith("video/") && <PlayMark />}
      {state.step === "failed" ? (
        <span className="absolute inset-0 flex flex-col items-center justify-center gap-1 overflow-y-auto bg-danger-wash/94 p-3 text-center text-xs text-danger">
          <CircleAlert aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
          <span role="alert">{words}</span>
          {state.canRetry && (
            <IconButton icon={RotateCcw} label={t("upload.retryName", { name })} onClick={onRetry} />
          )}
        </span>
      ) : (
        <StatusLine isAway={state.step === "interrupted"} isQuiet={state.step === "done"}>
          {/* There is room for a word or two. */}
          {state.step === "interrupted" ? t("upload.away") : words}
        </StatusLine>
      )}
      {!isUnderWay && (
        <span className="absolute end-1 top-1">
          <button
            type="button"
            aria-label={t("upload.remove", { name })}
            onClick={onRemove}
            className="grid size-touch place-items-center"
          >
            <span className="grid size-8 place-items-center rounded-full bg-picture-chip text-on-picture">
              <X aria-hidden className="size-4.5" strokeWidth={2} />
            </span>
          </button>
        </span>
      )}
    </li>
  );
}

function StatusLine({ isAway, isQuiet, children }: { isAway: boolean; isQuiet: boolean; children: string }) {
  return (
    <span
      role="status"
      className={cx(
        "pointer-events-none absolute inset-x-1.5 bottom-1.5 flex justify-center",
        isQuiet && "sr-only",
      )}
    >
      <span className="inline-flex items-center gap-1.5 rounded-full bg-picture-chip px-2.5 py-1 text-center text-xs text-on-picture tabular-nums">
        {isAway && <CloudOff aria-hidden className="size-3.5 shrink-0" strokeWidth={2} />}
        {children}
      </span>
    </span>
  );
}

function PlayMark() {
  return (
    <span className="pointer-events-none absolute inset-0 grid place-items-center">
      <span className="grid size-11 place-items-center rounded-full bg-picture-chip text-on-picture">
        <Play aria-hidden className="ms-0.5 size-5" fill="currentColor" strokeWidth={0} />
      </span>
    </span>
  );
}

/** What is on the device, while the server has nothing to show yet. */
function Preview({ item, dimmed }: { item: UploadItem; dimmed: boolean }) {
  const url = useObjectUrl(item.content);
  const [isUnreadable, setIsUnreadable] = useState(false);
  if (url === undefined || isUnreadable) return null;
  const look = cx(
    "absolute inset-0 size-full object-cover transition-opacity duration-(--duration-calm)",
    dimmed && "opacity-75",
  );
  const onError = () => {
    setIsUnreadable(true);
  };
  return item.mime.startsWith("video/") ? (
    <video
      src={url}
      muted
      playsInline
      preload="metadata"
      data-silent
      aria-hidden
      onError={onError}
      className={look}
    />
  ) : (
    <img src={url} alt="" decoding="async" draggable={false} onError={onError} className={look} />
  );
}
