import { useMutation } from "@tanstack/react-query";
import { DoorOpen, Eraser, Flag, Trash2, type LucideIcon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import { AlertDialog } from "@/ui/Dialog";
import type { Chat } from "../types";
import { useComplain } from "../useExplain";
import { deleteChat, removeMember } from "./queries";

type Way = "leave" | "end" | "clear";

const ICONS: Record<Way, LucideIcon> = { leave: DoorOpen, end: Trash2, clear: Eraser };

function waysOut({ type, role }: Pick<Chat, "type" | "role">): Way[] {
  if (type === "private") return ["clear"];
  return role === "owner" ? ["end"] : ["leave"];
}

type Props = {
  chat: Chat;
  userId: string;
  title: string;
  onGone: (chatId: string) => void;
  onReport: () => void;
};

const ROW = "flex min-h-touch items-center gap-3.5 rounded-button px-2 text-start";

/** The ways out of a chat. The owner of one hands it over before leaving, or ends it. */
export function Leaving({ chat, userId, title, onGone, onReport }: Props) {
  const { t } = useTranslation("chatParts");
  const [asked, setAsked] = useState<Way>();
  const complain = useComplain();
  const { mutate, isPending } = useMutation({
    mutationFn: (way: Way) => (way === "leave" ? removeMember(chat.id, userId) : deleteChat(chat.id)),
    onSuccess: () => {
      onGone(chat.id);
    },
    onError: complain,
    onSettled: () => {
      setAsked(undefined);
    },
  });
  const words = asked ?? "leave";
  return (
    <div className="-mx-2 flex flex-col">
      {chat.type === "private" && chat.peer !== null && (
        <button type="button" onClick={onReport} className={cx(ROW, "hover:bg-ink/5")}>
          <Flag aria-hidden className="size-5" strokeWidth={1.75} />
          {t("leaving.report", { name: title })}
        </button>
      )}
      {waysOut(chat).map((way) => {
        const Icon = ICONS[way];
        return (
          <button
            key={way}
            type="button"
            onClick={() => {
              setAsked(way);
            }}
            className={cx(ROW, "text-danger hover:bg-danger-wash")}
          >
            <Icon aria-hidden className="size-5" strokeWidth={1.75} />
            {t(`leaving.${way}.${chat.type === "channel" ? "channel" : "label"}`)}
          </button>
        );
      })}
      {chat.type !== "private" && chat.role === "owner" && (
        <p className="px-2 text-sm text-soft">{t("leaving.owner")}</p>
      )}
      <AlertDialog
        open={asked !== undefined}
        onClose={() => {
          setAsked(undefined);
        }}
        title={t(`leaving.${words}.title`, { title })}
        description={t(`leaving.${words}.text`)}
        confirmLabel={t(`leaving.${words}.confirm`)}
        danger
        busy={isPending}
        onConfirm={() => {
          if (asked) mutate(asked);
        }}
      />
    </div>
  );
}
