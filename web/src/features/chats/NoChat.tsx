import { MessageCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useTitle } from "@/lib/title";
import { EmptyState } from "@/ui/States";
import { useChats, useChatList } from "./useChats";
import { isCounted } from "./words";

/** What stands beside the list while no chat is open. */
export function NoChat() {
  const { t } = useTranslation("chats");
  const { chats } = useChatList(useChats());
  const count = chats.filter((chat) => isCounted(chat)).length;
  useTitle(count === 0 ? t("title") : t("unreadTitle", { count, title: t("title") }));
  return (
    <div className="grid grow place-items-center">
      <EmptyState icon={MessageCircle} title={t("list.choose")}>
        {t("list.chooseText")}
      </EmptyState>
    </div>
  );
}
