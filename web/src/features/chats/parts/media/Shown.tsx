import { ImageOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sourcesOf, useFreshLinks } from "@/features/media";
import { Spinner } from "@/ui/Spinner";
import type { ViewerItem } from "./MediaViewer";

type Props = {
  item: ViewerItem;
  isCurrent: boolean;
  /** How large it is shown: larger ones are fetched sharper. */
  scale: number;
};

/** One picture or video, as large as the screen has room for. */
export function Shown({ item: { file: told, by }, isCurrent, scale }: Props) {
  const { t } = useTranslation("chatParts");
  const { file, isBroken, onBroken } = useFreshLinks(told);
  const { sources, src } = sourcesOf(file);
  if (isBroken || (src === undefined && file.url === null))
    return (
      <p role="alert" className="flex flex-col items-center gap-2 text-on-picture/75">
        <ImageOff aria-hidden className="size-8" strokeWidth={1.75} />
        {t("media.broken")}
      </p>
    );
  if (file.kind === "video" && isCurrent && file.url !== null)
    return (
      // eslint-disable-next-line jsx-a11y-x/media-has-caption -- people film each other, and nobody writes captions
      <video
        key={file.url}
        src={file.url}
        controls
        autoPlay
        playsInline
        loop={(file.durationMs ?? 0) < 10_000}
        {...(src !== undefined && { poster: src })}
        aria-label={t("media.videoFrom", { name: by })}
        onError={onBroken}
        className="max-h-full max-w-full"
      />
    );
  return (
    <>
      {/* Behind the picture, which covers it as soon as it is there. */}
      <span className="absolute">
        <Spinner silent />
      </span>
      <picture className="contents [&>source]:hidden">
        {sources.map(({ mime, srcSet }) => (
          <source key={mime} type={mime} srcSet={srcSet} sizes={`${Math.ceil(scale) * 100}vw`} />
        ))}
        <img
          src={src}
          alt={t("media.pictureFrom", { name: by })}
          width={file.width}
          height={file.height}
          draggable={false}
          onError={onBroken}
          className="relative size-auto max-h-full max-w-full object-contain"
        />
      </picture>
    </>
  );
}
