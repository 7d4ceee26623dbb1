import { useTranslation } from "react-i18next";
import { FileShown, type MediaFile } from "@/features/media";
import { AlbumGrid } from "./parts";

/** Whether it can be looked at beside others. */
export const isSeen = ({ kind, url }: MediaFile) => (kind === "image" || kind === "video") && url !== null;

type Props = {
  files: readonly MediaFile[];
  /** Whose message it is. */ name: string;
  onOpen: (fileId: string) => void;
};

/** The files of a message: what can be seen side by side, everything else below each other. */
export function Files({ files, name, onOpen }: Props) {
  const { t } = useTranslation("chats");
  const label = t("message.photoFrom", { name });
  const seen = files.filter(isSeen);
  const others = files.filter((file) => !isSeen(file));
  return (
    <div className="mb-1 flex w-80 max-w-full flex-col gap-1.5">
      {seen.length > 0 && <AlbumGrid files={seen} label={label} onOpen={onOpen} />}
      {others.map((file) => (
        <FileShown
          key={file.id}
          file={file}
          label={file.kind === "voice" ? t("message.voiceFrom", { name }) : (file.name ?? label)}
          sizes="20rem"
        />
      ))}
    </div>
  );
}
