import { useNavigate } from "@tanstack/react-router";
import { MessageCircle } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast";
import { useOpenChat } from "./useOpenChat";
import { reasonOf } from "./words";

/** Leads to the private chat with somebody. */
export function WriteButton({ userId }: { userId: string }) {
  const { t } = useTranslation("chats");
  const navigate = useNavigate();
  const open = useOpenChat();
  const [isBusy, setIsBusy] = useState(false);
  const write = async () => {
    setIsBusy(true);
    try {
      const chatId = await open(userId);
      await navigate({ to: "/chats/$chatId", params: { chatId } });
    } catch (error) {
      showToast({ message: reasonOf(error, t), tone: "problem" });
      setIsBusy(false);
    }
  };
  return (
    <Button variant="primary" icon={MessageCircle} loading={isBusy} onClick={() => void write()}>
      {t("write")}
    </Button>
  );
}
