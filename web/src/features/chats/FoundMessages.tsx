import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Skeleton } from "@/ui/Skeleton";
import type { Chat, Message } from "./engine/types";
import { ChatFace } from "./parts";
import { useSettled } from "./parts/useSettled";
import { useChatList, useChats, useMembers } from "./useChats";
import { personIn, previewOf, reasonOf, shortTime, titleOf } from "./words";

/** One letter finds too much. */
const FEWEST_LETTERS = 2;

/** Words, or a hashtag where nothing else was typed. */
const askedFor = (words: string) => (/^#[^\s#]+$/u.test(words) ? { hashtag: words.slice(1) } : { q: words });

const foundQuery = (words: string) =>
  infiniteQueryOptions({
    queryKey: ["found-messages", words],
    queryFn: ({ signal, pageParam }) =>
      unwrap(
        api.GET("/api/messages/search", {
          signal,
          params: {
            query: { ...askedFor(words), limit: 20, ...(pageParam !== null && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // What was said meanwhile is to be found too.
    staleTime: 0,
  });

/** Messages with the words that one looks for, the newest first, in all chats that one is in. */
export function FoundMessages({ words }: { words: string }) {
  const { t } = useTranslation("chats");
  const settled = useSettled(words);
  const isEnough = settled.length >= FEWEST_LETTERS;
  const found = useInfiniteQuery({ ...foundQuery(settled), enabled: isEnough });
  const { chats } = useChatList(useChats());
  if (!isEnough) return null;
  const messages = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section aria-label={t("found.label")} className="pt-3">
      <h2 className="px-3 pb-1 text-sm font-strong text-soft">{t("found.label")}</h2>
      {found.isPending && (
        <div role="status" aria-label={t("loading")} className="px-3 py-2">
          <Skeleton className="h-12" />
        </div>
      )}
      {found.isError && (
        <p role="alert" className="px-3 py-2 text-sm text-danger">
          {reasonOf(found.error, t)}
        </p>
      )}
      {found.isSuccess && messages.length === 0 && (
        <p className="px-3 py-2 text-soft">{t("found.nothing")}</p>
      )}
      <ul>
        {messages.map((message) => {
          const chat = chats.find(({ id }) => id === message.chatId);
          return chat === undefined ? null : (
            <li key={message.id}>
              <Found message={message} chat={chat} />
            </li>
          );
        })}
      </ul>
      {found.hasNextPage && (
        <Button
          variant="quiet"
          wide
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t("found.more")}
        </Button>
      )}
    </section>
  );
}

function Found({ message, chat }: { message: Message; chat: Chat }) {
  const { t, i18n } = useTranslation("chats");
  const chats = useChats();
  const members = useMembers(chats, chat.id);
  const isOwn = message.senderId === chats.me;
  const name = isOwn ? t("you") : (personIn(chat, members, message.senderId)?.displayName ?? t("somebody"));
  return (
    <Link
      to="/chats/$chatId"
      params={{ chatId: chat.id }}
      search={{ at: message.pts }}
      className="flex min-h-18 items-center gap-3.5 rounded-button px-3 py-2 transition-colors hover:bg-ink/5"
    >
      <ChatFace chat={chat} />
      <span className="min-w-0 grow">
        <span className="flex items-center gap-2">
          <span className="truncate font-strong" dir="auto">
            {titleOf(chat, t)}
          </span>
          <time dateTime={message.createdAt} className="ml-auto shrink-0 text-xs text-soft tabular-nums">
            {shortTime(message.createdAt, i18n.language)}
          </time>
        </span>
        <span className="line-clamp-2 text-sm wrap-anywhere text-soft" dir="auto">
          {chat.type === "private" && !isOwn
            ? previewOf(message, t)
            : t("list.from", { name, text: previewOf(message, t) })}
        </span>
      </span>
    </Link>
  );
}
