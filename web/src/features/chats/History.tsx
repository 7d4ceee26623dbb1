import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { Badge } from "@/ui/Badge";
import { Spinner } from "@/ui/Spinner";
import { Announcer } from "./Announcer";
import type { Target } from "./Composer";
import type { Room } from "./engine/room";
import type { Chat, Message } from "./engine/types";
import { entriesOf } from "./entries";
import { EntryShown } from "./EntryShown";
import { MessageDialogs, type Asked } from "./MessageDialogs";
import { useChats, useLetters, useView } from "./useChats";
import { useLasting } from "./useLasting";
import { useScrolling, useWritten } from "./useScrolling";
import { titleOf } from "./words";

const NOTHING: readonly Message[] = [];

type Props = {
  chat: Chat;
  room: Room;
  /** The number of the message to go to; undefined for the end. */
  at: number | undefined;
  onGoTo: (pts: number | undefined) => void;
  onTarget: (target: Target) => void;
  onDay: (at: string) => void;
  canWrite: boolean;
};

/** What was said in a chat. Only what is near the window is in the page, however much there is. */
export function History({ chat, room, at, onGoTo, onTarget, onDay, canWrite }: Props) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const view = useView(chats, room);
  const messages = useLasting(view?.messages ?? NOTHING);
  const letters = useLetters(chats, chat.id);
  const [newsAfter] = useState(() => (chat.unread > 0 ? chat.readPts : null));
  const [asked, setAsked] = useState<Asked | null>(null);
  const isAtEnd = view !== null && !view.hasNewer;
  const entries = useMemo(
    () =>
      view === null
        ? []
        : entriesOf({
            messages,
            isBeginning: !view.hasOlder,
            letters: view.hasNewer ? [] : letters,
            me: chats.me,
            newsAfter,
          }),
    [view, messages, letters, chats.me, newsAfter],
  );
  const scroller = useRef<HTMLDivElement>(null);
  const handle = useRef<VirtualizerHandle>(null);
  const { shift, isNearEnd, toEnd, onScroll, onResize, onKeyDown } = useScrolling({
    chat,
    room,
    at,
    view,
    entries,
    scroller,
    handle,
  });
  const toNewest = () => {
    if (at !== undefined) onGoTo(undefined);
    else if (isAtEnd) toEnd();
    else room.toEnd().catch(() => undefined);
  };
  useWritten(letters, toNewest);
  useEffect(() => {
    // Nothing is known of where it is open: it is new here, or what was held has been dropped.
    if (view === null) room.toEnd().catch(() => undefined);
  }, [view, room]);
  useEffect(() => {
    const go = at === undefined ? room.toEnd() : room.jump(at);
    // What is kept stays to be seen.
    go.catch(() => undefined);
  }, [room, at]);

  return (
    <div className="relative flex min-h-0 grow flex-col">
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions -- the arrow keys go from message to message */}
      <div
        ref={scroller}
        role="region"
        aria-label={`${t("chat.history")}: ${titleOf(chat, t)}`}
        // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex -- what scrolls is scrolled with keys too
        tabIndex={0}
        onKeyDown={onKeyDown}
        className="flex min-h-0 grow flex-col overflow-y-auto px-3 pb-2 [overflow-anchor:none] focus-visible:-outline-offset-2 sm:px-5"
      >
        {view === null ? (
          <div className="grid grow place-items-center">
            <Spinner />
          </div>
        ) : (
          <>
            <div className="grow" />
            <Virtualizer
              ref={handle}
              data={entries}
              shift={shift}
              bufferSize={600}
              onScroll={onScroll}
              onResize={onResize}
            >
              {(entry) => (
                <EntryShown
                  key={entry.key}
                  entry={entry}
                  chat={chat}
                  isMarked={"message" in entry && entry.message.pts === at}
                  canWrite={canWrite}
                  onGoTo={onGoTo}
                  onTarget={onTarget}
                  onAsk={setAsked}
                  onDay={onDay}
                />
              )}
            </Virtualizer>
          </>
        )}
      </div>
      {(!isNearEnd || !isAtEnd) && view !== null && <NewestButton unread={chat.unread} onPress={toNewest} />}
      <Announcer chat={chat} messages={messages} />
      <MessageDialogs
        chat={chat}
        asked={asked}
        onClose={() => {
          setAsked(null);
        }}
      />
    </div>
  );
}

function NewestButton({ unread, onPress }: { unread: number; onPress: () => void }) {
  const { t } = useTranslation("chats");
  return (
    <button
      type="button"
      aria-label={unread > 0 ? t("chat.newestUnread", { count: unread }) : t("chat.newest")}
      onClick={onPress}
      className="absolute end-4 bottom-4 z-10 grid size-12 press place-items-center rounded-full border bg-card shadow-floating hover:border-edge"
    >
      <ArrowDown aria-hidden className="size-5" strokeWidth={1.75} />
      <span aria-hidden className="absolute -top-2">
        <Badge count={unread} />
      </span>
    </button>
  );
}
