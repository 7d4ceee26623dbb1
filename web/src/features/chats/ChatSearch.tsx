import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import type { Chat, Message } from "./engine/types";
import { FoundList } from "./FoundList";
import { askedOf, Filters, filtersIn, foundQuery, Highlighted, NOTHING_WANTED, type Wanted } from "./parts";
import { useSettled } from "@/lib/useSettled";
import { SearchField } from "./SearchField";
import { useChats, useMembers } from "./useChats";
import { useNames } from "./useNames";
import { previewOf, shortTime } from "./words";

type Props = { chat: Chat; at: number | undefined; onGoTo: (pts: number) => void; onClose: () => void };

/** Finds what was said in a chat: all of it in a list, or one after the other in its place. */
export function ChatSearch({ chat, at, onGoTo, onClose }: Props) {
  const { t } = useTranslation("chats");
  const field = useRef<HTMLInputElement>(null);
  const [wanted, setWanted] = useState<Wanted>({ ...NOTHING_WANTED, chatId: chat.id });
  const [showsFilters, setShowsFilters] = useState(false);
  const [showsList, setShowsList] = useState(true);
  const settled = { ...wanted, words: useSettled(wanted.words) };
  const found = useInfiniteQuery(foundQuery(settled));
  const messages = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const index = messages.findIndex(({ pts }) => pts === at);
  const isAsked = askedOf(settled) !== null;
  const people = usePeople(chat);
  useEffect(() => {
    field.current?.focus();
  }, []);
  const want = (now: Wanted) => {
    setWanted(now);
    setShowsList(true);
  };
  const go = async (to: number) => {
    const more = to >= messages.length && found.hasNextPage ? await found.fetchNextPage() : undefined;
    const all = more?.data?.pages.flatMap(({ items }) => items) ?? messages;
    const message = all[to];
    if (message === undefined) return;
    setShowsList(false);
    onGoTo(message.pts);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter") void go(event.shiftKey ? index - 1 : index + 1);
    else return;
    event.preventDefault();
  };
  const total = messages.length;
  return (
    <search className="flex max-h-[70%] shrink-0 flex-col border-b bg-card">
      <div className="flex items-center gap-1 px-3 py-2 sm:px-5">
        <SearchField
          label={t("chat.search")}
          field={field}
          words={wanted.words}
          onChange={(words) => {
            want({ ...wanted, words });
          }}
          onKeyDown={onKeyDown}
          filters={filtersIn({ ...wanted, chatId: "" })}
          isOpen={showsFilters}
          onToggle={() => {
            setShowsFilters(!showsFilters);
          }}
        />
        <IconButton icon={X} label={t("found.close")} onClick={onClose} />
      </div>
      {showsFilters && (
        <div className="px-3 pb-3 sm:px-5">
          <Filters wanted={wanted} onChange={want} people={people} />
        </div>
      )}
      {isAsked && showsList && (
        <section
          aria-label={t("found.label")}
          className="min-h-0 overflow-y-auto overscroll-contain border-t px-1 py-1 sm:px-3"
        >
          <FoundList found={found}>
            {(message, place) => (
              <Found message={message} chat={chat} words={settled.words} onPick={() => void go(place)} />
            )}
          </FoundList>
        </section>
      )}
      {isAsked && !showsList && total > 0 && (
        <div className="flex items-center justify-between gap-1 border-t px-3 sm:px-5">
          <button
            type="button"
            aria-label={t("found.list")}
            onClick={() => {
              setShowsList(true);
            }}
            className="min-h-touch rounded-button px-2 text-sm text-soft tabular-nums hover:text-ink"
          >
            {t(found.hasNextPage ? "found.ofMore" : "found.of", { number: index + 1, total })}
          </button>
          <span className="flex">
            <IconButton
              icon={ChevronUp}
              label={t("found.older")}
              disabled={index === total - 1 && !found.hasNextPage}
              onClick={() => void go(index + 1)}
            />
            <IconButton
              icon={ChevronDown}
              label={t("found.newer")}
              disabled={index <= 0}
              onClick={() => void go(index - 1)}
            />
          </span>
        </div>
      )}
    </search>
  );
}

/** Whose messages one can look for in a chat, oneself first. */
function usePeople(chat: Chat) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const members = useMembers(chats, chat.id);
  const others = [...(members?.values() ?? [])].filter(({ user }) => user.id !== chats.me);
  return [
    { value: chats.me, label: t("you") },
    ...others.map(({ user }) => ({ value: user.id, label: user.displayName })),
  ];
}

type FoundProps = { message: Message; chat: Chat; words: string; onPick: () => void };

function Found({ message, chat, words, onPick }: FoundProps) {
  const { t, i18n } = useTranslation("chats");
  const name = useNames(chat)(message.senderId);
  return (
    <button
      type="button"
      onClick={onPick}
      className="flex w-full flex-col rounded-button px-3 py-2 text-start hover:bg-ink/5"
    >
      <span className="flex w-full items-center gap-2 text-sm">
        <bdi className="truncate font-strong">{name}</bdi>
        <time dateTime={message.createdAt} className="ms-auto shrink-0 text-xs text-soft tabular-nums">
          {shortTime(message.createdAt, i18n.language)}
        </time>
      </span>
      <span className="line-clamp-2 text-sm wrap-anywhere text-soft" dir="auto">
        <Highlighted text={previewOf(message, t)} words={words} />
      </span>
    </button>
  );
}
