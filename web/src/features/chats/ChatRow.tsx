import { Link } from "@tanstack/react-router";
import { AtSign, BellOff, Pin } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/Badge";
import { cx } from "@/ui/cx";
import type { Chat } from "./engine/types";
import { tickOf } from "./engine/marks";
import { ChatFace } from "./parts";
import { systemText } from "./SystemLine";
import { Ticks } from "./Ticks";
import { useChats, useDraft, useLetters, useMembers, useTyping } from "./useChats";
import { useListedNames } from "./useNames";
import { isMuted, previewOf, shortTime, titleOf } from "./words";

/** A chat among chats. */
export function ChatRow({ chat, isOpen }: { chat: Chat; isOpen: boolean }) {
  const { t, i18n } = useTranslation("chats");
  const at = chat.lastMessage?.createdAt;
  return (
    <Link
      to="/chats/$chatId"
      params={{ chatId: chat.id }}
      aria-current={isOpen ? "page" : undefined}
      className={cx(
        "flex min-h-18 items-center gap-3.5 rounded-button px-3 py-2 transition-colors",
        isOpen ? "bg-ember-wash" : "hover:bg-ink/5",
      )}
    >
      <ChatFace chat={chat} />
      <span className="min-w-0 grow">
        <span className="flex items-center gap-2">
          <span className="truncate font-strong" dir="auto">
            {titleOf(chat, t)}
          </span>
          {isMuted(chat) && <Hint icon={BellOff} label={t("list.muted")} />}
          {at !== undefined && (
            <time dateTime={at} className="ms-auto shrink-0 text-xs text-soft tabular-nums">
              {shortTime(at, i18n.language)}
            </time>
          )}
        </span>
        <span className="mt-0.5 flex min-h-6 items-center gap-2">
          <Preview chat={chat} />
          {chat.mentions > 0 && (
            <span className="grid size-5.5 shrink-0 place-items-center rounded-full bg-ember text-on-ember">
              <AtSign aria-hidden className="size-3.5" strokeWidth={2} />
              <span className="sr-only">{t("list.mentions", { count: chat.mentions })}</span>
            </span>
          )}
          {chat.unread > 0 ? (
            <Badge count={chat.unread} />
          ) : (
            chat.isPinned && <Hint icon={Pin} label={t("list.pinned")} />
          )}
        </span>
      </span>
    </Link>
  );
}

function Hint({ icon: Icon, label }: { icon: typeof Pin; label: string }) {
  return (
    <span className="shrink-0 text-soft">
      <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      <span className="sr-only">{label}</span>
    </span>
  );
}

/** What is most worth knowing: who writes, what is unsent, what one has begun, else what was said last. */
function Preview({ chat }: { chat: Chat }) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const typing = useTyping(chats, chat.id);
  const draft = useDraft(chats, chat.id);
  const letters = useLetters(chats, chat.id);
  const line = "min-w-0 grow truncate text-sm text-soft";
  if (typing.length > 0) return <span className={cx(line, "text-sage")}>{t("list.typing")}</span>;
  const letter = letters.at(-1);
  if (letter !== undefined) {
    const text = letter.content === "" ? t("kind.file") : letter.content;
    return (
      <span className={line} dir="auto">
        {letter.problem !== null && <span className="text-danger">{t("list.failed")} </span>}
        {text}
      </span>
    );
  }
  if (draft !== undefined && draft.content.trim() !== "")
    return (
      <span className={line} dir="auto">
        <span className="text-ember-ink">{t("list.draft")}</span> {draft.content}
      </span>
    );
  return <LastSaid chat={chat} className={line} />;
}

function LastSaid({ chat, className }: { chat: Chat; className: string }) {
  const { t, i18n } = useTranslation("chats");
  const chats = useChats();
  const members = useMembers(chats, chat.id);
  const nameOf = useListedNames(chat);
  const message = chat.lastMessage;
  if (message === null) return <span className={className}>{t("list.empty")}</span>;
  const isOwn = message.senderId === chats.me;
  const called = (userId: string) => nameOf(userId) ?? t("somebody");
  const text =
    message.type === "system"
      ? systemText(message, chat, called, t, i18n.language, chats.me)
      : previewOf(message, t);
  const isFromOne = chat.type !== "group" || message.type === "system";
  const name = isFromOne ? undefined : nameOf(message.senderId);
  return (
    <>
      {isOwn && message.type !== "system" && !chat.isSaved && (
        <Ticks tick={tickOf(message.pts, members, chats.me)} />
      )}
      <span className={className} dir="auto">
        {name === undefined ? text : t("list.from", { name, text })}
      </span>
    </>
  );
}
