import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Chat, Message } from "./engine/types";
import { FoundList } from "./FoundList";
import { askedOf, ChatFace, foundQuery, Highlighted, type Wanted } from "./parts";
import { useSettled } from "@/lib/useSettled";
import { useChatList, useChats } from "./useChats";
import { useNames } from "./useNames";
import { previewOf, shortTime, titleOf } from "./words";

/** Messages that are as one looks for them, the newest first, in all chats that one is in. */
export function FoundMessages({ wanted }: { wanted: Wanted }) {
  const { t } = useTranslation("chats");
  const words = useSettled(wanted.words);
  const settled = { ...wanted, words };
  const found = useInfiniteQuery(foundQuery(settled));
  const { chats } = useChatList(useChats());
  if (askedOf(settled) === null) return null;
  return (
    <section aria-label={t("found.label")} className="pt-3">
      <h2 className="px-3 pb-1 text-sm font-strong text-soft">{t("found.label")}</h2>
      <FoundList found={found}>
        {(message) => {
          const chat = chats.find(({ id }) => id === message.chatId);
          return chat === undefined ? null : <Found message={message} chat={chat} words={words} />;
        }}
      </FoundList>
    </section>
  );
}

function Found({ message, chat, words }: { message: Message; chat: Chat; words: string }) {
  const { t, i18n } = useTranslation("chats");
  const isOwn = message.senderId === useChats().me;
  const name = useNames(chat)(message.senderId);
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
          <time dateTime={message.createdAt} className="ms-auto shrink-0 text-xs text-soft tabular-nums">
            {shortTime(message.createdAt, i18n.language)}
          </time>
        </span>
        <span className="line-clamp-2 text-sm wrap-anywhere text-soft" dir="auto">
          {(chat.type !== "private" || isOwn) && `${name}: `}
          <Highlighted text={previewOf(message, t)} words={words} />
        </span>
      </span>
    </Link>
  );
}
