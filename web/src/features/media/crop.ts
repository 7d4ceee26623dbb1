/** A part of a picture, in its own pixels. */
export type Area = { x: number; y: number; width: number; height: number };

/** Larger ones are made smaller by the server anyway. */
const LONGEST_EDGE = 3072;
const QUALITY = 0.93;

/** The size of a picture after it was turned by a multiple of 90 degrees. */
export function turned(width: number, height: number, degrees: number): { width: number; height: number } {
  return degrees % 180 === 0 ? { width, height } : { width: height, height: width };
}

/** How large the part becomes: as it is, unless its longer edge is more than anybody needs. */
export function sizeOfCrop({ width, height }: Area): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_EDGE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The part of a turned picture as a file of its own, without anything but its pixels. */
export async function cropFile(file: File, area: Area, degrees: number): Promise<File> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const size = sizeOfCrop(area);
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("this browser has no canvas");
  context.imageSmoothingQuality = "high";
  const whole = turned(picture.width, picture.height, degrees);
  context.scale(size.width / area.width, size.height / area.height);
  context.translate(whole.width / 2 - area.x, whole.height / 2 - area.y);
  context.rotate((degrees * Math.PI) / 180);
  context.drawImage(picture, -picture.width / 2, -picture.height / 2);
  picture.close();
  // What may be transparent stays so.
  const type = file.type === "image/png" ? "image/png" : "image/jpeg";
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, type, QUALITY);
  });
  if (blob === null) throw new Error("this picture is too large for the browser");
  return new File([blob], file.name, { type });
}
