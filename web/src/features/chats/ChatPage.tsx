import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { MessageCircleOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api";
import { useTitle } from "@/lib/title";
import { ButtonLink } from "@/ui/Link";
import { Spinner } from "@/ui/Spinner";
import { EmptyState, ErrorState } from "@/ui/States";
import { ChatHeader } from "./ChatHeader";
import { ChatSearch } from "./ChatSearch";
import { Composer, type Target } from "./Composer";
import type { Room } from "./engine/room";
import type { Chat, Message } from "./engine/types";
import { History } from "./History";
import { JumpToDate, useComplain } from "./parts";
import { PinnedBar } from "./PinnedBar";
import { useChat, useChatList, useChats } from "./useChats";
import { isCounted, titleOf } from "./words";

/** One chat: what was said, and what one has to say. */
export function ChatPage() {
  const { chatId } = useParams({ from: "/shell/chats/$chatId" });
  const chats = useChats();
  const { state } = useChatList(chats);
  const chat = useChat(chats, chatId);
  const [problem, setProblem] = useState<{ of: string; error: unknown } | null>(null);
  const [tries, setTries] = useState(0);
  const isKnown = chat !== undefined;
  // Of one that was here a moment ago it is known that it is gone: there is nothing to ask for.
  const [known, setKnown] = useState<string | null>(null);
  if (isKnown && known !== chatId) setKnown(chatId);
  const isGone = !isKnown && known === chatId;
  useEffect(() => {
    if (isKnown || isGone) return;
    chats.find(chatId).catch((error: unknown) => {
      setProblem({ of: chatId, error });
    });
  }, [chats, chatId, isKnown, isGone, state, tries]);
  const room = chat === undefined ? null : chats.room(chatId);
  if (chat !== undefined && room !== null) return <OpenChat key={chatId} chat={chat} room={room} />;
  if (isGone) return <NotOpen isGone onRetry={() => undefined} />;
  if (problem?.of !== chatId)
    return (
      <div className="grid grow place-items-center">
        <Spinner />
      </div>
    );
  return (
    <NotOpen
      isGone={isRefused(problem.error)}
      onRetry={() => {
        setProblem(null);
        setTries(tries + 1);
      }}
    />
  );
}

function OpenChat({ chat, room }: { chat: Chat; room: Room }) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const { at } = useSearch({ from: "/shell/chats/$chatId" });
  const navigate = useNavigate();
  const [target, setTarget] = useState<Target | null>(null);
  const list = useChatList(chats);
  const count = list.chats.filter((one) => isCounted(one)).length;
  const title = titleOf(chat, t);
  useTitle(count === 0 ? title : t("unreadTitle", { count, title }));
  useEffect(() => {
    void chats.members.fetch(chat.id);
  }, [chats, chat.id]);
  const [jump, setJump] = useState<{ from?: string } | null>(null);
  const [searches, setSearches] = useState(false);
  const complain = useComplain();
  const goTo = (pts: number | undefined) => {
    // Where one is already, nothing would move.
    if (pts !== undefined && pts === at) room.jump(pts).catch(complain);
    void navigate({
      to: "/chats/$chatId",
      params: { chatId: chat.id },
      search: pts === undefined ? {} : { at: pts },
      replace: true,
    });
  };
  const canWrite = chat.type !== "channel" || chat.role !== "member";
  return (
    <>
      <ChatHeader
        chat={chat}
        onSearch={() => {
          setSearches(!searches);
        }}
        onJump={() => {
          setJump({});
        }}
      />
      {searches && (
        <ChatSearch
          chat={chat}
          at={at}
          onGoTo={goTo}
          onClose={() => {
            setSearches(false);
          }}
        />
      )}
      <PinnedBar
        chat={chat}
        onGoTo={(message: Message) => {
          goTo(message.pts);
        }}
      />
      <History
        chat={chat}
        room={room}
        at={at}
        onGoTo={goTo}
        onTarget={setTarget}
        onDay={(from) => {
          setJump({ from });
        }}
        canWrite={canWrite}
      />
      {canWrite ? (
        <Composer
          chat={chat}
          room={room}
          target={target}
          onTarget={setTarget}
          onSent={() => {
            goTo(undefined);
          }}
        />
      ) : (
        <p className="border-t px-5 py-4 text-center text-sm text-soft">{t("chat.readOnly")}</p>
      )}
      <JumpToDate
        open={jump !== null}
        from={jump?.from}
        onClose={() => {
          setJump(null);
        }}
        onChoose={(day) => {
          room.numberAt(day).then((pts) => {
            goTo(pts ?? undefined);
          }, complain);
        }}
      />
    </>
  );
}

const isRefused = (error: unknown) =>
  error instanceof ApiError && (error.status === 404 || error.status === 400);

function NotOpen({ isGone, onRetry }: { isGone: boolean; onRetry: () => void }) {
  const { t } = useTranslation("chats");
  useTitle(t(isGone ? "chat.gone" : "chat.failed"));
  return (
    <div className="grid grow place-items-center">
      {isGone ? (
        <EmptyState
          icon={MessageCircleOff}
          title={t("chat.gone")}
          action={<ButtonLink to="/chats">{t("back")}</ButtonLink>}
        >
          {t("chat.goneText")}
        </EmptyState>
      ) : (
        <ErrorState title={t("chat.failed")} onRetry={onRetry}>
          {t("error.offline")}
        </ErrorState>
      )}
    </div>
  );
}
