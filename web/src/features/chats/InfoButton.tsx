import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Info } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { onLive } from "@/lib/live";
import { IconButton } from "@/ui/Button";
import type { Chat } from "./engine/types";
import { ChatInfo, membersQuery, peersOf } from "./parts";
import { useChatList, useChats } from "./useChats";
import { useNames } from "./useNames";
import { useReport } from "./useReport";

declare module "@/lib/live" {
  interface LiveEvents {
    "chat:updated": { chatId: string; pts: number };
  }
}

/** Opens what there is to know about a chat. */
export function InfoButton({ chat, onJump }: { chat: Chat; onJump: () => void }) {
  const { t } = useTranslation("chatParts");
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const chats = useChats();
  const { chats: all } = useChatList(chats);
  const nameOf = useNames(chat);
  useFreshMembers(chat.id);
  const report = useReport(chat, chat.peer?.id ?? "");
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <IconButton
        icon={Info}
        label={t(`info.${chat.type}`)}
        onClick={() => {
          setOpen(true);
        }}
      />
      <ChatInfo
        open={open}
        onClose={close}
        chat={chat}
        userId={chats.me}
        known={peersOf(all)}
        nameOf={nameOf}
        onChanged={(changed) => {
          chats.take(changed);
        }}
        onJump={() => {
          close();
          onJump();
        }}
        onReport={() => {
          close();
          report({ kind: "profile" });
        }}
        onGone={() => {
          close();
          void navigate({ to: "/chats" });
        }}
      />
    </>
  );
}

/** Who is in it, or what they may do, has changed. */
function useFreshMembers(chatId: string) {
  const queryClient = useQueryClient();
  useEffect(
    () =>
      onLive("chat:updated", (told) => {
        if (told.chatId === chatId)
          void queryClient.invalidateQueries({ queryKey: membersQuery(chatId).queryKey });
      }),
    [queryClient, chatId],
  );
}
