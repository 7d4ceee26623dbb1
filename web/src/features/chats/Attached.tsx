import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { EnclosureShown } from "./EnclosureShown";

/** The files that go with the next message. */
export function Attached({ files, onRemove }: { files: readonly File[]; onRemove: (file: File) => void }) {
  const { t } = useTranslation("chats");
  return (
    <ul aria-label={t("composer.attached")} className="flex gap-2 overflow-x-auto pt-1">
      {files.map((file, index) => (
        <li
          key={`${index}:${file.name}`}
          className="relative w-36 shrink-0 overflow-clip rounded-field bg-sunk p-1.5"
        >
          <EnclosureShown enclosure={{ content: file, name: file.name, mime: file.type, isVoice: false }} />
          <button
            type="button"
            aria-label={t("composer.remove", { name: file.name })}
            onClick={() => {
              onRemove(file);
            }}
            className="absolute end-0 top-0 grid size-touch place-items-center"
          >
            <span className="grid size-7 place-items-center rounded-full bg-picture-chip text-on-picture">
              <X aria-hidden className="size-4" strokeWidth={2} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
