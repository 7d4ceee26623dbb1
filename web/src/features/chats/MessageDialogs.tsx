import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AlertDialog, Dialog } from "@/ui/Dialog";
import { useMessageActions } from "./actions";
import type { Chat, Message } from "./engine/types";
import { isSeen } from "./Files";
import { ForwardDialog, MediaViewer, ReactionPicker, ReadersDialog } from "./parts";
import { useChatList, useChats } from "./useChats";
import { useNames } from "./useNames";

/** What one has begun to do with a message, and is asked about. */
export type Asked = { message: Message } & (
  { kind: "delete" | "hide" | "react" | "forward" | "readers" } | { kind: "view"; fileId: string }
);

type Props = { chat: Chat; asked: Asked | null; onClose: () => void };

/** They stand beside the history: a row may leave the page while one is asked about it. */
export function MessageDialogs({ chat, asked, onClose }: Props) {
  const { t } = useTranslation("chats");
  const nameOf = useNames(chat);
  const by = asked === null ? "" : nameOf(asked.message.senderId);
  const { remove, react } = useMessageActions();
  const [isBusy, setIsBusy] = useState(false);
  const confirm = async (onlyMe: boolean) => {
    if (asked === null) return;
    setIsBusy(true);
    if (await remove(asked.message, onlyMe)) onClose();
    setIsBusy(false);
  };
  return (
    <>
      <AlertDialog
        open={asked?.kind === "delete"}
        onClose={onClose}
        title={t("menu.deleteTitle")}
        description={t("menu.deleteText")}
        confirmLabel={t("menu.deleteConfirm")}
        danger
        busy={isBusy}
        onConfirm={() => void confirm(false)}
      />
      <AlertDialog
        open={asked?.kind === "hide"}
        onClose={onClose}
        title={t("menu.hideTitle")}
        description={t("menu.hideText")}
        confirmLabel={t("menu.deleteConfirm")}
        danger
        busy={isBusy}
        onConfirm={() => void confirm(true)}
      />
      <Dialog open={asked?.kind === "react"} onClose={onClose} title={t("menu.react")}>
        <ReactionPicker
          chosen={asked?.message.reactions.filter(({ mine }) => mine).map(({ emoji }) => emoji) ?? []}
          onPick={(emoji) => {
            if (asked !== null) void react(asked.message, emoji);
            onClose();
          }}
        />
      </Dialog>
      <Forwarding message={asked?.kind === "forward" ? asked.message : null} onClose={onClose} />
      <ReadersDialog
        open={asked?.kind === "readers"}
        messageId={asked?.message.id ?? null}
        onClose={onClose}
      />
      <Viewing asked={asked?.kind === "view" ? asked : null} by={by} onClose={onClose} />
    </>
  );
}

type ForwardingProps = { message: Message | null; onClose: () => void };

function Forwarding({ message, onClose }: ForwardingProps) {
  const chats = useChats();
  const { chats: all } = useChatList(chats);
  return (
    <ForwardDialog
      open={message !== null}
      onClose={onClose}
      chats={all}
      count={1}
      onForward={(chatIds) => {
        if (message === null) return;
        // They wait in the outbox, as what one writes does.
        for (const chatId of chatIds) void chats.outbox.add(chatId, { content: "", forwardOfId: message.id });
        onClose();
      }}
    />
  );
}

type ViewingProps = { asked: { message: Message; fileId: string } | null; by: string; onClose: () => void };

function Viewing({ asked, by, onClose }: ViewingProps) {
  const message = asked?.message;
  const items = (message?.files ?? [])
    .filter(isSeen)
    .map((file) => ({ file, by, sentAt: message?.createdAt ?? "", caption: message?.content ?? "" }));
  return (
    <MediaViewer open={asked !== null} items={items} startId={asked?.fileId ?? null} onClose={onClose} />
  );
}
