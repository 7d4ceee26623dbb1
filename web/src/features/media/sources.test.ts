import { expect, it } from "vitest";
import type { MediaFile, Thumbnail } from "./files";
import { sourcesOf } from "./sources";

const thumbnail = (name: string, format: string, width: number | null): Thumbnail => ({
  name,
  url: `/${name}.${format}?signature=a`,
  mime: `image/${format}`,
  width,
  height: width,
});

const picture = (thumbnails: Thumbnail[]): MediaFile => ({
  id: "f",
  kind: "image",
  mime: "image/jpeg",
  size: 1,
  status: "ready",
  url: "/full.jpeg",
  thumbnails,
});

it("lets a browser choose the smallest format first, and the size that it needs", () => {
  const thumbnails = ["jpeg", "avif", "webp"].flatMap((format) => [
    thumbnail("card", format, 960),
    thumbnail("thumbnail", format, 320),
  ]);
  const { sources, src } = sourcesOf(picture(thumbnails));
  expect(sources.map(({ mime }) => mime)).toEqual(["image/avif", "image/webp", "image/jpeg"]);
  expect(sources[0]?.srcSet).toBe("/thumbnail.avif?signature=a 320w, /card.avif?signature=a 960w");
  expect(src).toBe("/card.jpeg?signature=a");
});

it("shows the file itself where there is nothing smaller", () => {
  expect(sourcesOf(picture([]))).toEqual({ sources: [], src: "/full.jpeg" });
  expect(sourcesOf({ ...picture([]), kind: "video" }).src).toBeUndefined();
});

it("names a picture whose width nobody told without one", () => {
  expect(sourcesOf(picture([thumbnail("poster", "jpeg", null)])).sources[0]?.srcSet).toBe(
    "/poster.jpeg?signature=a",
  );
});

it("offers each width once", () => {
  const thumbnails = [thumbnail("poster", "webp", 640), thumbnail("card", "webp", 640)];
  expect(sourcesOf(picture(thumbnails)).sources[0]?.srcSet).toBe("/card.webp?signature=a 640w");
});
