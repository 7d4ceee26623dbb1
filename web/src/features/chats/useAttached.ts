import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "@/ui/toast";
import { useChats } from "./useChats";

/** A message has room for so many. */
export const MOST_FILES = 10;

/** The files that go with the next message of a chat. They are kept on this device until it is sent. */
export function useAttached(chatId: string) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const [files, setFiles] = useState<readonly File[]>([]);
  useEffect(() => {
    let isOver = false;
    void chats.attached(chatId).then((kept) => {
      if (!isOver && kept.length > 0) setFiles((now) => [...kept, ...now].slice(0, MOST_FILES));
    });
    return () => {
      isOver = true;
    };
  }, [chats, chatId]);
  const keep = (next: readonly File[]) => {
    setFiles(next);
    void chats.attach(chatId, next);
  };
  return {
    files,
    attach: (more: readonly File[]) => {
      if (files.length + more.length > MOST_FILES) showToast({ message: t("composer.tooMany") });
      keep([...files, ...more].slice(0, MOST_FILES));
    },
    detach: (file: File) => {
      keep(files.filter((one) => one !== file));
    },
    /** They are on their way, and kept there. */
    sent: () => {
      setFiles([]);
    },
  };
}
