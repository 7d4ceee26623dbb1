import { Hourglass, ImageOff, Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { clock, Picture, type MediaFile } from "@/features/media";
import { Spinner } from "@/ui/Spinner";
import { inRows, ratioOf, rowsOf, shapeIn } from "./album";

type Props = {
  /** One to ten pictures and videos. */
  files: readonly MediaFile[];
  /** Whose they are, such as "Photos from Mara". */
  label: string;
  /** One of them was pressed: `MediaViewer` shows it. */
  onOpen: (fileId: string) => void;
};

const HIGHEST = 26;

/** The pictures and videos of one message, side by side, each as wide as its shape asks for. */
export function AlbumGrid({ files, label, onOpen }: Props) {
  const ratios = files.map(ratioOf);
  const rows = inRows(files, rowsOf(ratios));
  const [only] = ratios;
  return (
    <div
      role="group"
      aria-label={label}
      // A picture that stands alone and upright is as high as a screen has room for, not as wide.
      style={files.length === 1 ? { maxWidth: `${HIGHEST * (only ?? 1)}rem` } : undefined}
      className="flex w-full flex-col gap-0.5 overflow-clip rounded-message"
    >
      {rows.map((row, index) => (
        <div key={index} className="flex gap-0.5">
          {row.map((file) => (
            <Tile
              key={file.id}
              file={file}
              ratio={shapeIn(row, rows.length, file)}
              number={files.indexOf(file) + 1}
              total={files.length}
              sizes={`${Math.round(28 / row.length)}rem`}
              onOpen={onOpen}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

type TileProps = Pick<Props, "onOpen"> & {
  file: MediaFile;
  ratio: number;
  number: number;
  total: number;
  sizes: string;
};

function Tile({ file, ratio, number, total, sizes, onOpen }: TileProps) {
  const { t } = useTranslation("chatParts");
  const isVideo = file.kind === "video";
  const name = isVideo ? t("media.video", { number, total }) : t("media.picture", { number, total });
  return (
    <div
      className="relative min-h-touch min-w-0"
      // Growing by less than one in all would leave room.
      style={{ flexGrow: ratio * 10, flexBasis: 0, aspectRatio: ratio }}
    >
      {file.thumbnails.length > 0 || file.url !== null ? (
        <button
          type="button"
          onClick={() => {
            onOpen(file.id);
          }}
          className="absolute inset-0 -outline-offset-4"
        >
          <span className="sr-only">{name}</span>
          <Picture file={file} alt="" sizes={sizes} fill />
          {isVideo && <VideoMark seconds={(file.durationMs ?? 0) / 1000} />}
        </button>
      ) : (
        <NotYet file={file} />
      )}
    </div>
  );
}

function VideoMark({ seconds }: { seconds: number }) {
  return (
    <>
      <span className="absolute inset-0 grid place-items-center">
        <span className="grid size-12 place-items-center rounded-full bg-picture-chip text-on-picture">
          <Play aria-hidden className="ms-0.5 size-5" fill="currentColor" strokeWidth={0} />
        </span>
      </span>
      <span className="absolute start-2 bottom-2 rounded-full bg-picture-chip px-2 py-0.5 text-xs text-on-picture tabular-nums">
        {clock(seconds)}
      </span>
    </>
  );
}

/** What the server still works on, has somebody look at, or has refused. */
function NotYet({ file: { status } }: { file: MediaFile }) {
  const { t } = useTranslation("chatParts");
  const isAtWork = status === "uploaded" || status === "processing";
  const words = isAtWork ? "media.preparing" : status === "rejected" ? "media.refused" : "media.held";
  const Icon = status === "rejected" ? ImageOff : Hourglass;
  return (
    <div className="absolute inset-0 flex flex-col items-center justify-center gap-2 bg-sunk p-3 text-center text-xs text-soft">
      {isAtWork ? <Spinner silent /> : <Icon aria-hidden className="size-5" strokeWidth={1.75} />}
      {t(words)}
    </div>
  );
}
