import type { MediaFile, Thumbnail } from "./files";

export type Source = { mime: string; srcSet: string };

/** What a browser may choose from: the smallest formats first, each in all of its sizes. */
export type Sources = { sources: readonly Source[]; src: string | undefined };

/** Smallest first. What every browser shows comes last, and is what `img` itself names. */
const FORMATS = ["image/avif", "image/webp", "image/jpeg", "image/png", "image/gif"];
const rank = (mime: string) => (FORMATS.includes(mime) ? FORMATS.indexOf(mime) : FORMATS.length);

export function sourcesOf({ thumbnails, url, kind }: MediaFile): Sources {
  const byMime = Map.groupBy(thumbnails, ({ mime }) => mime);
  const formats = [...byMime].toSorted(([one], [other]) => rank(one) - rank(other));
  const largest = formats.at(-1)?.[1].toSorted(byWidth).at(-1);
  return {
    sources: formats.map(([mime, ofOne]) => ({ mime, srcSet: srcSetOf(ofOne) })),
    src: largest?.url ?? (kind === "image" ? (url ?? undefined) : undefined),
  };
}

const byWidth = (one: Thumbnail, other: Thumbnail) => (one.width ?? 0) - (other.width ?? 0);

function srcSetOf(thumbnails: readonly Thumbnail[]): string {
  const sized = thumbnails.filter(({ width }) => width !== null).toSorted(byWidth);
  if (sized.length === 0) return thumbnails[0]?.url ?? "";
  // A small picture is its own card and its own thumbnail: each width is offered once.
  const widths = new Map(sized.map((thumbnail) => [thumbnail.width, thumbnail]));
  return [...widths.values()].map(({ url, width }) => `${url} ${width ?? 0}w`).join(", ");
}
