import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarClock } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { onLive } from "@/lib/live";
import type { Chat } from "./engine/types";
import { ScheduledList, scheduledQuery } from "./parts";

declare module "@/lib/live" {
  interface LiveEvents {
    "chat:scheduled": { chatId: string };
  }
}

/** Over the field: how many of one's messages go out later. */
export function ScheduledStrip({ chat }: { chat: Chat }) {
  const { t } = useTranslation("chats");
  const queryClient = useQueryClient();
  const { data } = useQuery(scheduledQuery(chat.id));
  const [isOpen, setIsOpen] = useState(false);
  useEffect(
    () =>
      onLive("chat:scheduled", ({ chatId }) => {
        void queryClient.invalidateQueries({ queryKey: scheduledQuery(chatId).queryKey });
      }),
    [queryClient],
  );
  const items = data?.items ?? [];
  return (
    <>
      {items.length > 0 && (
        <button
          type="button"
          onClick={() => {
            setIsOpen(true);
          }}
          className="flex min-h-touch items-center gap-3 rounded-button px-3 text-start text-sm font-strong text-ember-ink hover:bg-ink/5"
        >
          <CalendarClock aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
          <span className="min-w-0 grow truncate">{t("composer.scheduled", { count: items.length })}</span>
          {items.some(({ problem }) => problem !== undefined) && (
            <span className="text-danger">{t("composer.scheduledProblem")}</span>
          )}
        </button>
      )}
      <ScheduledList
        open={isOpen}
        onClose={() => {
          setIsOpen(false);
        }}
        chatId={chat.id}
      />
    </>
  );
}
