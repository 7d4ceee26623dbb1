import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Chat } from "./engine/types";
import { useChats } from "./useChats";
import { useNames } from "./useNames";
import { previewOf } from "./words";

type Props = { chat: Chat; messageId: string; onGoTo?: (pts: number) => void };

/** What a message answers, in two lines; pressing it goes there. */
export function ReplyQuote({ chat, messageId, onGoTo }: Props) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const nameOf = useNames(chat);
  const held = chats.room(chat.id)?.find(messageId);
  const { data, isError } = useQuery({
    queryKey: ["message", messageId],
    queryFn: () => chats.server.message(messageId),
    enabled: held === undefined,
    staleTime: Infinity,
  });
  const message = held ?? data;
  const name = message === undefined ? "" : nameOf(message.senderId);
  const lines = (
    <span className="block min-w-0 border-s-2 border-ember-ink ps-2.5 text-start text-sm">
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
