import {
  Copy,
  Eye,
  EyeOff,
  Flag,
  Forward,
  Pencil,
  Pin,
  PinOff,
  Reply,
  SmilePlus,
  Trash2,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import type { MenuItem } from "@/ui/Menu";
import { showToast } from "@/ui/toast";
import { useMessageActions } from "./actions";
import type { Target } from "./Composer";
import type { Chat, Message } from "./engine/types";
import type { Asked } from "./MessageDialogs";
import { useChats } from "./useChats";
import { useReport } from "./useReport";

/** In larger chats nobody is told who has read what. */
const MOST_TOLD = 100;

type Props = {
  message: Message;
  chat: Chat;
  canWrite: boolean;
  onTarget: (target: Target) => void;
  onAsk: (asked: Asked) => void;
};

/** What one may do with a message. */
export function useMessageMenu({ message, chat, canWrite, onTarget, onAsk }: Props): MenuItem[] {
  const { t } = useTranslation("chats");
  const { me } = useChats();
  const { pin } = useMessageActions();
  const report = useReport(chat, message.senderId);
  const isOwn = message.senderId === me;
  const leads = chat.type === "private" || chat.role !== "member";
  const isThere = !message.isDeleted && !message.isEncrypted;
  const ask = (kind: "delete" | "hide" | "react" | "forward" | "readers") => () => {
    onAsk({ kind, message });
  };
  const copy = async () => {
    await navigator.clipboard.writeText(message.content);
    showToast({ message: t("menu.copied"), tone: "done" });
  };
  const items: (MenuItem | false)[] = [
    isThere &&
      canWrite && {
        label: t("menu.reply"),
        icon: Reply,
        onSelect: () => {
          onTarget({ kind: "reply", message });
        },
      },
    isThere && { label: t("menu.react"), icon: SmilePlus, onSelect: ask("react") },
    isThere &&
      isOwn &&
      message.poll === null &&
      message.forwardedFrom === null && {
        label: t("menu.edit"),
        icon: Pencil,
        onSelect: () => {
          onTarget({ kind: "edit", message });
        },
      },
    isThere &&
      message.content !== "" && {
        label: t("menu.copy"),
        icon: Copy,
        onSelect: () => {
          // Where the address is not safe there is no clipboard.
          copy().catch(() => undefined);
        },
      },
    isThere &&
      message.type !== "system" &&
      message.poll === null && { label: t("menu.forward"), icon: Forward, onSelect: ask("forward") },
    isThere &&
      chat.type === "group" &&
      chat.memberCount <= MOST_TOLD && { label: t("menu.readers"), icon: Eye, onSelect: ask("readers") },
    isThere &&
      leads && {
        label: t(message.isPinned ? "menu.unpin" : "menu.pin"),
        icon: message.isPinned ? PinOff : Pin,
        onSelect: () => void pin(message),
      },
    isThere &&
      !isOwn && {
        label: t("menu.report"),
        icon: Flag,
        startsGroup: true,
        onSelect: () => {
          report({ kind: "message", id: message.id });
        },
      },
    {
      label: t("menu.hide"),
      icon: EyeOff,
      danger: true,
      startsGroup: isOwn || !isThere,
      onSelect: ask("hide"),
    },
    isThere &&
      (isOwn || (chat.type !== "private" && leads)) && {
        label: t("menu.delete"),
        icon: Trash2,
        danger: true,
        onSelect: ask("delete"),
      },
  ];
  return items.filter((item) => item !== false);
}
