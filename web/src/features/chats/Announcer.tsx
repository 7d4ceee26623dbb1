import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Chat, Message } from "./engine/types";
import { useChats } from "./useChats";
import { useNames } from "./useNames";
import { previewOf } from "./words";

/** So many of the latest are in the log: screen readers read out what is added to it. */
const MOST = 5;

/** Reads out what comes while the chat is open: the rows themselves come and go as one scrolls. */
export function Announcer({ chat, messages }: { chat: Chat; messages: readonly Message[] }) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const nameOf = useNames(chat);
  const [since] = useState(chat.pts);
  const latest = messages
    .slice(-MOST)
    .filter(({ pts, senderId, type }) => pts > since && senderId !== chats.me && type !== "system");
  return (
    <div role="log" aria-label={t("chat.news")} className="sr-only">
      {latest.map((message) => (
        <p key={message.id}>
          {t("list.from", {
            name: nameOf(message.senderId),
            text: previewOf(message, t),
          })}
        </p>
      ))}
    </div>
  );
}
