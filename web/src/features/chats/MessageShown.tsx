import { BellOff, EllipsisVertical, Forward, Pin, SmilePlus, Timer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { timeAgo } from "@/lib/time";
import { Avatar } from "@/ui/Avatar";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { ContextMenu, Menu } from "@/ui/Menu";
import { Popover } from "@/ui/Popover";
import { useMessageActions } from "./actions";
import { Bubble, Line } from "./Bubble";
import type { Target } from "./Composer";
import { tickOf } from "./engine/marks";
import type { Chat, Message } from "./engine/types";
import type { Asked } from "./MessageDialogs";
import { Files } from "./Files";
import { PollShown, PreviewShown, ReactionPicker, RichText } from "./parts";
import { Reactions } from "./Reactions";
import { ReplyQuote } from "./ReplyQuote";
import { Ticks } from "./Ticks";
import { useChats, useMembers, usePeople } from "./useChats";
import { useMessageMenu } from "./useMessageMenu";
import { clockTime } from "./words";

type Props = {
  message: Message;
  chat: Chat;
  starts: boolean;
  ends: boolean;
  isMarked: boolean;
  canWrite: boolean;
  onGoTo: (pts: number) => void;
  onTarget: (target: Target) => void;
  onAsk: (asked: Asked) => void;
};

/** A message in its bubble, with all that one can do with it. */
export function MessageShown({
  message,
  chat,
  starts,
  ends,
  isMarked,
  canWrite,
  onGoTo,
  onTarget,
  onAsk,
}: Props) {
  const { t, i18n } = useTranslation("chats");
  const chats = useChats();
  const members = useMembers(chats, chat.id);
  const [isActive, setIsActive] = useState(false);
  const items = useMessageMenu({ message, chat, canWrite, onTarget, onAsk });
  const isOwn = message.senderId === chats.me;
  const person = usePeople(chat)(message.senderId);
  const name = isOwn ? t("you") : (person?.displayName ?? t("somebody"));
  const isGroup = chat.type === "group";
  const time = clockTime(message.createdAt, i18n.language);
  return (
    <Line isOwn={isOwn} starts={starts}>
      {isGroup && !isOwn && (
        <span className="w-8 shrink-0">
          {ends && (
            <Avatar
              person={{ id: message.senderId, name, ...(person?.photo && { picture: person.photo.url }) }}
              size="sm"
              decorative
            />
          )}
        </span>
      )}
      <ContextMenu items={items}>
        {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions -- the arrow keys come here, and Enter opens the menu */}
        <article
          data-message
          aria-label={t("message.from", { name, time })}
          tabIndex={-1}
          onPointerEnter={() => {
            setIsActive(true);
          }}
          onFocus={() => {
            setIsActive(true);
          }}
          onPointerLeave={() => {
            setIsActive(false);
          }}
          onBlur={({ currentTarget, relatedTarget }) => {
            if (!currentTarget.contains(relatedTarget)) setIsActive(false);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.target !== event.currentTarget) return;
            event.preventDefault();
            openMenu(event.currentTarget);
          }}
          className={cx(
            "group flex max-w-[85%] items-center gap-1 rounded-message sm:max-w-[70%]",
            isOwn && "flex-row-reverse",
          )}
        >
          <div
            className={cx(
              "flex min-w-0 flex-col rounded-message",
              isOwn ? "items-end" : "items-start",
              isMarked && "outline-2 outline-offset-2 outline-ember",
            )}
          >
            <Bubble
              isOwn={isOwn}
              starts={starts}
              ends={ends}
              name={isGroup && !isOwn && starts ? name : undefined}
              foot={
                <>
                  {message.isPinned && (
                    <>
                      <Pin aria-hidden className="size-3.5" strokeWidth={2} />
                      <span className="sr-only">{t("message.pinned")}</span>
                    </>
                  )}
                  {message.expiresAt !== null && (
                    <>
                      <Timer aria-hidden className="size-3.5" strokeWidth={2} />
                      <span className="sr-only">
                        {t("message.vanishes", { time: timeAgo(message.expiresAt, i18n.language) })}
                      </span>
                    </>
                  )}
                  {message.isSilent && (
                    <>
                      <BellOff aria-hidden className="size-3.5" strokeWidth={2} />
                      <span className="sr-only">{t("message.silent")}</span>
                    </>
                  )}
                  {message.isEdited && !message.isDeleted && <span>{t("message.edited")}</span>}
                  <time dateTime={message.createdAt}>{time}</time>
                  {isOwn && !message.isDeleted && !chat.isSaved && (
                    <Ticks tick={tickOf(message.pts, members, chats.me)} />
                  )}
                </>
              }
            >
              {message.replyToId !== null && (
                <ReplyQuote chat={chat} messageId={message.replyToId} onGoTo={onGoTo} />
              )}
              <Content
                message={message}
                name={name}
                canEndPoll={isOwn || (chat.type !== "private" && chat.role !== "member")}
                onOpen={(fileId) => {
                  onAsk({ kind: "view", message, fileId });
                }}
              />
            </Bubble>
            <Reactions message={message} isOwn={isOwn} />
          </div>
          <Tools isShown={isActive} message={message} items={items} canReact={!message.isDeleted} />
        </article>
      </ContextMenu>
    </Line>
  );
}

type ContentProps = {
  message: Message;
  name: string;
  canEndPoll: boolean;
  onOpen: (fileId: string) => void;
};

function Content({ message, name, canEndPoll, onOpen }: ContentProps) {
  const { t } = useTranslation("chats");
  const { vote, endPoll } = useMessageActions();
  if (message.isDeleted) return <p className="text-soft italic">{t("kind.deleted")}</p>;
  if (message.poll !== null)
    return (
      <PollShown
        poll={message.poll}
        onVote={(options) => vote(message, options)}
        {...(canEndPoll && { onEnd: () => endPoll(message) })}
      />
    );
  if (message.isEncrypted) return <p className="text-soft italic">{t("kind.encrypted")}</p>;
  return (
    <>
      {message.forwardedFrom !== null && (
        <p className="flex items-center gap-1.5 text-sm text-soft">
          <Forward aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
          {t("message.forwarded", { name: message.forwardedFrom.displayName ?? t("somebody") })}
        </p>
      )}
      {message.files.length > 0 && <Files files={message.files} name={name} onOpen={onOpen} />}
      {message.content !== "" && <RichText content={message.content} />}
      <PreviewShown preview={message.preview} />
    </>
  );
}

type ToolsProps = {
  isShown: boolean;
  message: Message;
  items: ReturnType<typeof useMessageMenu>;
  canReact: boolean;
};

/** Beside a message that one is at; touch has the long press. */
function Tools({ isShown, message, items, canReact }: ToolsProps) {
  const { t } = useTranslation("chats");
  const { react } = useMessageActions();
  const [isKept, setIsKept] = useState(false);
  if (!isShown && !isKept) return <span className="w-18 shrink-0 pointer-coarse:hidden" />;
  return (
    <span className="flex w-18 shrink-0 items-center pointer-coarse:hidden">
      {canReact && (
        <Popover
          flush
          label={t("menu.react")}
          onOpenChange={setIsKept}
          trigger={<IconButton size="sm" icon={SmilePlus} label={t("menu.react")} />}
        >
          <ReactionPicker
            chosen={message.reactions.filter(({ mine }) => mine).map(({ emoji }) => emoji)}
            onPick={(emoji) => void react(message, emoji)}
          />
        </Popover>
      )}
      <Menu
        items={items}
        trigger={<IconButton size="sm" icon={EllipsisVertical} label={t("message.more")} />}
      />
    </span>
  );
}

/** The menu that a right click opens, for who has no mouse. */
function openMenu(element: HTMLElement) {
  const { left, top, width, height } = element.getBoundingClientRect();
  const at = { clientX: left + width / 2, clientY: top + height / 2 };
  element.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, ...at }));
}
