import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Chat } from "./engine/types";
import { useChats, useMembers } from "./useChats";
import { personIn, previewOf } from "./words";

type Props = { chat: Chat; messageId: string; onGoTo?: (pts: number) => void };

/** What a message answers, in two lines; pressing it goes there. */
export function ReplyQuote({ chat, messageId, onGoTo }: Props) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const members = useMembers(chats, chat.id);
  const held = chats.room(chat.id)?.find(messageId);
  const { data, isError } = useQuery({
    queryKey: ["message", messageId],
    queryFn: () => chats.server.message(messageId),
    enabled: held === undefined,
    staleTime: Infinity,
  });
  const message = held ?? data;
  const name =
    message === undefined
      ? ""
      : message.senderId === chats.me
        ? t("you")
        : (personIn(chat, members, message.senderId)?.displayName ?? t("somebody"));
  const lines = (
    <span className="block min-w-0 border-l-2 border-ember-ink pl-2.5 text-left text-sm">
      <span className="block truncate font-strong text-ember-ink" dir="auto">
        {name}
      </span>
      <span className="block truncate text-soft" dir="auto">
        {message === undefined ? t(isError ? "message.replyGone" : "loading") : previewOf(message, t)}
      </span>
    </span>
  );
  if (message === undefined || onGoTo === undefined) return <div className="mb-1.5">{lines}</div>;
  return (
    <button
      type="button"
      onClick={() => {
        onGoTo(message.pts);
      }}
      className="mb-1.5 block w-full rounded-sm hover:bg-ink/5"
    >
      {lines}
    </button>
  );
}
