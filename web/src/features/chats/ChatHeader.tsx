import { Link } from "@tanstack/react-router";
import { ArrowLeft, Search } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useInstance } from "@/lib/instance";
import { IconButton } from "@/ui/Button";
import { DemoMark } from "@/ui/DemoMark";
import type { Chat } from "./engine/types";
import { ChatFace } from "./parts";
import { PresenceLine } from "./PresenceLine";
import { InfoButton } from "./InfoButton";
import { useChats, useTyping } from "./useChats";
import { useNames } from "./useNames";
import { titleOf } from "./words";

/** Chats are there before calls are. */
const ChatCallButtons = lazy(async () => ({ default: (await import("@/features/calls")).ChatCallButtons }));

type Props = { chat: Chat; onSearch: () => void; onJump: () => void };

/** Whose chat it is, and what they are doing. */
export function ChatHeader({ chat, onSearch, onJump }: Props) {
  const { t } = useTranslation("chats");
  const { data: instance } = useInstance();
  return (
    <header className="flex min-h-18 shrink-0 items-center gap-3 border-b px-3 py-2 sm:px-5">
      <Link
        to="/chats"
        aria-label={t("back")}
        className="grid size-touch shrink-0 press place-items-center rounded-full hover:bg-ink/7 rail:hidden"
      >
        <ArrowLeft aria-hidden className="size-5" strokeWidth={1.75} />
      </Link>
      <ChatFace chat={chat} />
      <div className="min-w-0 grow">
        <h1 tabIndex={-1} className="truncate font-title text-xl" dir="auto">
          {chat.type === "private" && chat.peer !== null ? (
            <Link to="/people/$personId" params={{ personId: chat.peer.id }}>
              {titleOf(chat, t)}
            </Link>
          ) : (
            titleOf(chat, t)
          )}
          <DemoMark of={chat.peer} />
        </h1>
        <Status chat={chat} />
      </div>
      <span className="-me-2 flex shrink-0 items-center">
        {instance?.features.includes("calls") === true && (
          <Suspense>
            <ChatCallButtons chat={chat} />
          </Suspense>
        )}
        <IconButton icon={Search} label={t("chat.search")} onClick={onSearch} />
        <InfoButton chat={chat} onJump={onJump} />
      </span>
    </header>
  );
}

function Status({ chat }: { chat: Chat }) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const typing = useTyping(chats, chat.id);
  const nameOf = useNames(chat);
  const [first] = typing;
  if (first !== undefined) {
    const name = nameOf(first);
    const text =
      chat.type === "private"
        ? t("chat.typing")
        : typing.length === 1
          ? t("chat.typingOne", { name })
          : t("chat.typingMore", { count: typing.length });
    return <p className="truncate text-sm text-sage">{text}</p>;
  }
  if (chat.isSaved) return <p className="truncate text-sm text-soft">{t("chat.savedText")}</p>;
  if (chat.type === "private") return chat.peer === null ? null : <PresenceLine userId={chat.peer.id} />;
  const key = chat.type === "channel" ? "chat.readers" : "chat.members";
  return <p className="truncate text-sm text-soft">{t(key, { count: chat.memberCount })}</p>;
}
