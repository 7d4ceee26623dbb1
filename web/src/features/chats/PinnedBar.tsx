import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pin } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { onLive } from "@/lib/live";
import type { Chat, Message, MessageTold } from "./engine/types";
import { useChats } from "./useChats";
import { previewOf } from "./words";

declare module "@/lib/live" {
  interface LiveEvents {
    "message:edited": { chatId: string; message: MessageTold };
    "message:deleted": { chatId: string; messageId: string };
  }
}

/** What is pinned: one at a time, the newest first; each press goes to the next older one. */
export function PinnedBar({ chat, onGoTo }: { chat: Chat; onGoTo: (message: Message) => void }) {
  const { t } = useTranslation("chats");
  const chats = useChats();
  const queryClient = useQueryClient();
  const queryKey = ["pins", chat.id];
  const { data } = useQuery({ queryKey, queryFn: () => chats.server.pins(chat.id) });
  const [at, setAt] = useState(0);
  useEffect(() => {
    const renew = ({ chatId }: { chatId: string }) => {
      if (chatId === chat.id) void queryClient.invalidateQueries({ queryKey: ["pins", chatId] });
    };
    const ends = [onLive("message:edited", renew), onLive("message:deleted", renew)];
    return () => {
      for (const end of ends) end();
    };
  }, [queryClient, chat.id]);
  const pins = data?.items ?? [];
  const index = Math.min(at, pins.length - 1);
  const shown = pins[index];
  if (shown === undefined) return null;
  return (
    <button
      type="button"
      onClick={() => {
        onGoTo(shown);
        setAt((index + 1) % pins.length);
      }}
      className="flex min-h-13 shrink-0 items-center gap-3 border-b bg-card px-5 py-1.5 text-start hover:bg-sunk"
    >
      <Pin aria-hidden className="size-5 shrink-0 text-ember-ink" strokeWidth={1.75} />
      <span className="min-w-0 grow">
        <span className="block text-xs font-strong text-ember-ink">
          {pins.length === 1
            ? t("chat.pinned")
            : t("chat.pinnedOf", { index: index + 1, count: pins.length })}
        </span>
        <span className="block truncate text-sm" dir="auto">
          {previewOf(shown, t)}
        </span>
      </span>
    </button>
  );
}
