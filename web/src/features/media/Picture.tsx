import { ImageOff } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import { thumbHashToDataURL } from "thumbhash";
import { cx } from "@/ui/cx";
import type { MediaFile } from "./files";
import { sourcesOf } from "./sources";
import { useFreshLinks } from "./useFreshLinks";

type Props = {
  file: MediaFile;
  /** What is to be seen; empty where the text beside it says so already. */
  alt: string;
  /** How wide it is shown, as in `img sizes`, such as "(min-width: 40rem) 20rem, 100vw". */
  sizes?: string;
  /** Fill its frame, whose size the parent decides, or have the picture's own shape. */
  fill?: boolean;
  /** It is the first thing to be seen: do not wait until it is scrolled to. */
  eager?: boolean;
  /** What is shown where it cannot be. */
  instead?: ReactNode;
};

/** A picture, or a video's poster: blurred at once, then sharp, in the smallest form that is sharp enough here. */
export function Picture({ file: told, alt, sizes = "100vw", fill = false, eager = false, instead }: Props) {
  const { file, onBroken, isBroken } = useFreshLinks(told);
  const { sources, src } = useMemo(() => sourcesOf(file), [file]);
  const blurred = useMemo(() => blurOf(file.placeholder), [file.placeholder]);
  const [shown, setShown] = useState<string>();
  const ratio = file.width && file.height ? `${file.width} / ${file.height}` : undefined;
  return (
    <span
      className={cx("relative block overflow-clip bg-sunk", fill ? "size-full" : "w-full")}
      style={{
        ...(!fill && ratio && { aspectRatio: ratio }),
        ...(blurred && {
          backgroundImage: `url(${blurred})`,
          backgroundSize: "cover",
          backgroundPosition: "center",
        }),
      }}
    >
      {isBroken || src === undefined ? (
        (instead ?? <Missing alt={alt} isBroken={isBroken} />)
      ) : (
        <picture>
          {sources.map(({ mime, srcSet }) => (
            <source key={mime} type={mime} srcSet={srcSet} sizes={eager ? sizes : `auto, ${sizes}`} />
          ))}
          <img
            ref={(element) => {
              // It may have been there before anybody listened.
              if (element?.complete && element.naturalWidth > 0) setShown(src);
            }}
            src={src}
            alt={alt}
            width={file.width}
            height={file.height}
            loading={eager ? "eager" : "lazy"}
            decoding="async"
            draggable={false}
            onLoad={() => {
              setShown(src);
            }}
            onError={onBroken}
            className={cx(
              "block size-full object-cover transition-opacity duration-(--duration-calm)",
              shown === undefined && "opacity-0",
            )}
          />
        </picture>
      )}
    </span>
  );
}

function Missing({ alt, isBroken }: { alt: string; isBroken: boolean }) {
  return (
    <span role="img" aria-label={alt} className="grid size-full min-h-20 place-items-center">
      {isBroken && <ImageOff aria-hidden className="size-6 text-soft" strokeWidth={1.75} />}
    </span>
  );
}

function blurOf(placeholder: string | undefined): string | undefined {
  if (placeholder === undefined) return undefined;
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(placeholder), (character) => character.charCodeAt(0)));
  } catch {
    // Not a thumbhash: the picture appears without.
    return undefined;
  }
}
