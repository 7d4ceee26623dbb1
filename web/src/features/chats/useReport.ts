import { useNavigate } from "@tanstack/react-router";
import { askToReport, type ReportSubject } from "@/lib/reporting";
import type { Chat } from "./engine/types";
import { useChats } from "./useChats";
import { useNames } from "./useNames";

/** Asks what is wrong with somebody in a chat, or with what they said. Once they are blocked, a chat of two is gone. */
export function useReport(chat: Chat, userId: string) {
  const chats = useChats();
  const navigate = useNavigate();
  const nameOf = useNames(chat);
  return (subject: ReportSubject) => {
    askToReport({
      userId,
      name: nameOf(userId),
      subject,
      onBlocked: () => {
        if (chat.type !== "private") return;
        void navigate({ to: "/chats" });
        chats.hear("chat:removed", { chatId: chat.id });
      },
    });
  };
}
