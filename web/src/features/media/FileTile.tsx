import { Download, FileText } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { MediaFile } from "./files";
import { sizeInWords } from "./words";

/** A file that is only ever downloaded. */
export function FileTile({ file }: { file: MediaFile }) {
  const { t, i18n } = useTranslation("media");
  const name = file.name ?? t("file");
  return (
    <a
      href={file.url ?? undefined}
      download={name}
      className="flex min-h-16 items-center gap-3.5 rounded-message border bg-card px-4 py-3 hover:border-edge"
    >
      <span className="grid size-11 shrink-0 place-items-center rounded-full bg-ember-wash text-ember-ink">
        <FileText aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <span className="min-w-0 grow">
        <span className="block truncate font-strong">{name}</span>
        <span className="block text-sm text-soft">{sizeInWords(file.size, i18n.language)}</span>
      </span>
      <Download aria-hidden className="size-5 shrink-0 text-soft" strokeWidth={1.75} />
      <span className="sr-only">{t("download")}</span>
    </a>
  );
}
