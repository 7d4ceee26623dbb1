/** As the service worker keeps what another app has shared. */
const CACHE = "shared";
const KEY = "/share";

/** What another app has shared: words, of which a link may be one, and files. */
export type Parcel = { text: string; files: readonly File[] };

/** What waits for somebody to say which chat it is for; null where nothing does. */
export async function findParcel(): Promise<Parcel | null> {
  if (!("caches" in globalThis)) return null;
  const kept = await caches.match(KEY, { cacheName: CACHE });
  if (kept === undefined) return null;
  const form = await kept.formData();
  const words = ["title", "text", "url"]
    .map((name) => form.get(name))
    .filter((word) => typeof word === "string");
  const files = form.getAll("files").filter((file) => file instanceof File && file.size > 0) as File[];
  return { text: joined(words), files };
}

export async function endParcel() {
  if ("caches" in globalThis) await caches.delete(CACHE);
}

/** Each on its line. Many apps say the same in several: a link also in the text, a title that begins it. */
export function joined(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words.map((one) => one.trim()).filter((one) => one !== "")) {
    if (lines.some((line) => line.includes(word))) continue;
    const isMore = lines.findIndex((line) => word.includes(line));
    if (isMore === -1) lines.push(word);
    else lines[isMore] = word;
  }
  return lines.join("\n");
}
