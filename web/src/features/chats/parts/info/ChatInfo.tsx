import { Link } from "@tanstack/react-router";
import { useMutation } from "@tanstack/react-query";
import { Archive, ArchiveRestore, CalendarDays, Images, Pencil, Pin, PinOff, UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/lib/api";
import { Button, IconButton } from "@/ui/Button";
import { Sheet } from "@/ui/Sheet";
import { ChatFace, isSaved, useChatTitle } from "../ChatFace";
import { RichText } from "../RichText";
import { SharedMedia } from "../shared/SharedMedia";
import type { Chat, Person } from "../types";
import { useComplain } from "../useExplain";
import { AddMembers } from "./AddMembers";
import { ChatPicture } from "./ChatPicture";
import { EditChat } from "./EditChat";
import { Invites } from "./Invites";
import { Leaving } from "./Leaving";
import { Lifetime } from "./Lifetime";
import { Members } from "./Members";
import { MuteMenu } from "./MuteMenu";
import { saveSettings } from "./queries";
import { Quick } from "./Quick";
import { leads } from "./rights";
import { TakeAlong } from "./TakeAlong";

export type ChatInfoProps = {
  open: boolean;
  onClose: () => void;
  chat: Chat;
  /** One's own id. */
  userId: string;
  /** Who is offered when people are to be let in: `peersOf(chats)`. */
  known: readonly Person[];
  /** What the server answered to a change. */
  onChanged: (chat: Chat) => void;
  /** One is not in it any more, or it is empty now. */
  onGone: (chatId: string) => void;
  /** What somebody is called who has written there. */
  nameOf: (userId: string) => string;
  /** One wants to go to a day. */
  onJump: () => void;
  /** One wants to report the other of a private chat. */
  onReport: () => void;
};

/** What there is to know about a chat, and to do with it. */
export function ChatInfo({ open, onClose, ...rest }: ChatInfoProps) {
  const { t } = useTranslation("chatParts");
  return (
    <Sheet open={open} onClose={onClose} title={t(`info.${rest.chat.type}`)}>
      <Content {...rest} />
    </Sheet>
  );
}

type ContentProps = Omit<ChatInfoProps, "open" | "onClose">;

function Content({ chat, userId, known, nameOf, onChanged, onGone, onJump, onReport }: ContentProps) {
  const { t } = useTranslation("chatParts");
  const title = useChatTitle();
  const [dialog, setDialog] = useState<"edit" | "add" | "shared">();
  const close = () => {
    setDialog(undefined);
  };
  const mayLead = leads(chat);
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col items-center gap-1 pt-1 text-center">
        {mayLead ? <ChatPicture chat={chat} onChanged={onChanged} /> : <ChatFace chat={chat} size="xl" />}
        <p className="mt-2 flex max-w-full items-center gap-1">
          <bdi className="truncate font-title text-2xl">{title(chat)}</bdi>
          {mayLead && (
            <IconButton
              icon={Pencil}
              label={t("edit.title")}
              onClick={() => {
                setDialog("edit");
              }}
            />
          )}
        </p>
        <Subtitle chat={chat} />
      </div>
      <QuickActions chat={chat} onChanged={onChanged} onJump={onJump} />
      {chat.description !== null && chat.description !== "" && (
        <section aria-label={t("create.description")} className="rounded-message bg-sunk px-4 py-3">
          <RichText content={chat.description} />
        </section>
      )}
      <Button
        wide
        icon={Images}
        onClick={() => {
          setDialog("shared");
        }}
      >
        {t("shared.title")}
      </Button>
      {!isSaved(chat) && <Lifetime chat={chat} onChanged={onChanged} />}
      {chat.type !== "private" && (
        <section aria-labelledby="chat-members" className="flex flex-col gap-2">
          <div className="flex items-center justify-between gap-3">
            <h3 id="chat-members" className="font-strong">
              {t("members.count", { count: chat.memberCount })}
            </h3>
            {mayLead && (
              <Button
                size="sm"
                icon={UserPlus}
                onClick={() => {
                  setDialog("add");
                }}
              >
                {t("members.add")}
              </Button>
            )}
          </div>
          <Members chat={chat} userId={userId} />
        </section>
      )}
      {mayLead && <Invites chatId={chat.id} />}
      <TakeAlong chatId={chat.id} />
      <Leaving chat={chat} userId={userId} title={title(chat)} onGone={onGone} onReport={onReport} />
      <SharedMedia open={dialog === "shared"} onClose={close} chatId={chat.id} nameOf={nameOf} />
      {mayLead && (
        <>
          <EditChat open={dialog === "edit"} onClose={close} chat={chat} onChanged={onChanged} />
          <AddMembers
            open={dialog === "add"}
            onClose={close}
            chat={chat}
            known={known}
            onChanged={onChanged}
          />
        </>
      )}
    </div>
  );
}

function Subtitle({ chat }: { chat: Chat }) {
  const { t } = useTranslation("chatParts");
  if (isSaved(chat)) return <p className="max-w-xs text-soft">{t("chat.savedText")}</p>;
  if (chat.peer === null)
    return <p className="text-soft">{t("members.count", { count: chat.memberCount })}</p>;
  return (
    <Link
      to="/people/$personId"
      params={{ personId: chat.peer.id }}
      className="inline-flex min-h-touch items-center rounded-sm text-ember-ink hover:underline"
    >
      {chat.peer.username === null ? t("info.profile") : `@${chat.peer.username}`}
    </Link>
  );
}

type QuickProps = Pick<ContentProps, "chat" | "onChanged" | "onJump">;

function QuickActions({ chat, onChanged, onJump }: QuickProps) {
  const { t } = useTranslation("chatParts");
  const complain = useComplain();
  const { mutate, isPending, variables } = useMutation({
    mutationFn: (change: Schemas["ChatSettings"]) => saveSettings(chat.id, change),
    onSuccess: onChanged,
    onError: complain,
  });
  const isBusy = (name: keyof Schemas["ChatSettings"]) => isPending && name in variables;
  return (
    <div className="grid auto-cols-fr grid-flow-col gap-2">
      <MuteMenu
        chat={chat}
        busy={isBusy("mutedUntil")}
        onMute={(mutedUntil) => {
          mutate({ mutedUntil });
        }}
      />
      <Quick
        icon={chat.isPinned ? PinOff : Pin}
        label={t(chat.isPinned ? "info.unpin" : "info.pin")}
        isOn={chat.isPinned}
        busy={isBusy("pinned")}
        onClick={() => {
          mutate({ pinned: !chat.isPinned });
        }}
      />
      <Quick
        icon={chat.isArchived ? ArchiveRestore : Archive}
        label={t(chat.isArchived ? "info.unarchive" : "info.archive")}
        isOn={chat.isArchived}
        busy={isBusy("archived")}
        onClick={() => {
          mutate({ archived: !chat.isArchived });
        }}
      />
      <Quick icon={CalendarDays} label={t("jump.title")} onClick={onJump} />
    </div>
  );
}
