import { CircleAlert, CircleCheck, FileText, Music, RotateCcw, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { ProgressBar } from "@/ui/Progress";
import { progressOf, type UploadState } from "./upload";
import type { UploadProps } from "./UploadTile";
import { useUploadWords } from "./useUploadWords";

/** A file on its way that has no looks: its name, how far it is, and the way out. */
export function UploadRow({ item, onRemove, onRetry }: UploadProps) {
  const { t } = useTranslation("media");
  const words = useUploadWords(item);
  const { state, name } = item;
  const isUnderWay = state.step !== "done" && state.step !== "failed";
  const progress = progressOf(state, item.size);
  return (
    <li className="flex items-center gap-3.5 rounded-message border bg-card py-2.5 ps-4 pe-2">
      <span
        className={cx(
          "grid size-11 shrink-0 place-items-center rounded-full",
          state.step === "failed" ? "bg-danger-wash text-danger" : "bg-ember-wash text-ember-ink",
        )}
      >
        <RowIcon mime={item.mime} step={state.step} />
      </span>
      <div className="min-w-0 grow">
        <p className="truncate font-strong">{name}</p>
        <p
          role={state.step === "failed" ? "alert" : "status"}
          className={cx("text-sm tabular-nums", state.step === "failed" ? "text-danger" : "text-soft")}
        >
          {words}
        </p>
        {isUnderWay && (
          <div className="mt-1.5">
            <ProgressBar
              label={t("upload.progress", { name })}
              {...(progress !== null && { value: progress })}
            />
          </div>
        )}
        {state.step === "failed" && state.canRetry && (
          <div className="-ms-3 mt-1.5">
            <Button variant="quiet" size="sm" icon={RotateCcw} onClick={onRetry}>
              {t("upload.retry")}
            </Button>
          </div>
        )}
      </div>
      <IconButton
        icon={X}
        label={isUnderWay ? t("upload.cancel", { name }) : t("upload.remove", { name })}
        onClick={onRemove}
      />
    </li>
  );
}

function RowIcon({ mime, step }: { mime: string; step: UploadState["step"] }) {
  const look = { "aria-hidden": true, className: "size-5", strokeWidth: 1.75 } as const;
  if (step === "failed") return <CircleAlert {...look} />;
  if (step === "done") return <CircleCheck {...look} />;
  return mime.startsWith("audio/") ? <Music {...look} /> : <FileText {...look} />;
}
