import { FileShown, type MediaFile } from "@/features/media";

/** The files of a message. */
export function Files({ files, label }: { files: readonly MediaFile[]; label: string }) {
  return (
    <div className="mb-1 flex w-80 max-w-full flex-col gap-1.5">
      {files.map((file) => (
        <FileShown key={file.id} file={file} label={file.name ?? label} sizes="20rem" />
      ))}
    </div>
  );
}
