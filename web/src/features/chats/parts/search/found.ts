import { infiniteQueryOptions } from "@tanstack/react-query";
import { api, unwrap, type Schemas } from "@/lib/api";

export const KINDS = ["text", "image", "video", "voice", "audio", "file"] as const;
export type FoundKind = (typeof KINDS)[number] | "visual";

/** What is looked for; days as `<input type="date">` has them, both included. Empty where it does not matter. */
export type Wanted = {
  words: string;
  chatId: string;
  from: string;
  type: FoundKind | "";
  since: string;
  until: string;
};

export const NOTHING_WANTED: Wanted = { words: "", chatId: "", from: "", type: "", since: "", until: "" };

/** One letter finds too much. */
const FEWEST_LETTERS = 2;

/** Words, or a hashtag where nothing else was typed. */
function wordsAsked(words: string) {
  if (words.length < FEWEST_LETTERS) return {};
  return /^#[^\s#]+$/u.test(words) ? { hashtag: words.slice(1) } : { q: words };
}

/** The beginning of a day on this device, or of the one after it. */
function momentOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

/** What the server is asked; null where that is not enough to look for. */
export function askedOf({ words, chatId, from, type, since, until }: Wanted) {
  const asked = wordsAsked(words.trim());
  if (Object.keys(asked).length === 0 && from === "" && type === "") return null;
  return {
    ...asked,
    ...(chatId !== "" && { chatId }),
    ...(from !== "" && { from }),
    ...(type !== "" && { type }),
    ...(since !== "" && { since: momentOf(since, 0) }),
    ...(until !== "" && { until: momentOf(until, 1) }),
  };
}

/** How many filters are set, beside the words. */
export const filtersIn = ({ chatId, from, type, since, until }: Wanted): number =>
  [chatId, from, type, since, until].filter((one) => one !== "").length;

type Found = { items: readonly Schemas["Message"][]; nextCursor: string | null };

/** Messages that have all of it, the newest first, a page at a time. */
export const foundQuery = (wanted: Wanted, limit = 20) => {
  const asked = askedOf(wanted);
  return infiniteQueryOptions({
    queryKey: ["found-messages", asked, limit],
    queryFn: ({ signal, pageParam }): Promise<Found> =>
      unwrap(
        api.GET("/api/messages/search", {
          signal,
          params: { query: { ...asked, limit, ...(pageParam !== null && { cursor: pageParam }) } },
        }),
      ),
    enabled: asked !== null,
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // What was said meanwhile is to be found too.
    staleTime: 0,
  });
};
