import { useNavigate } from "@tanstack/react-router";
import { SquarePen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { Tooltip } from "@/ui/Tooltip";
import { NewChatDialog } from "./parts";
import { useChatList, useChats } from "./useChats";

/** Begins a chat, and goes there. */
export function NewChatButton() {
  const { t } = useTranslation("chatParts");
  const [open, setOpen] = useState(false);
  const navigate = useNavigate();
  const chats = useChats();
  const { chats: all } = useChatList(chats);
  return (
    <>
      <Tooltip label={t("create.title")}>
        <IconButton
          icon={SquarePen}
          label={t("create.title")}
          onClick={() => {
            setOpen(true);
          }}
        />
      </Tooltip>
      <NewChatDialog
        open={open}
        onClose={() => {
          setOpen(false);
        }}
        userId={chats.me}
        chats={all}
        onOpened={(chat) => {
          chats.take(chat);
          void navigate({ to: "/chats/$chatId", params: { chatId: chat.id } });
        }}
      />
    </>
  );
}
