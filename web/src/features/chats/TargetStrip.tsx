import { Pencil, Reply, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import type { Target } from "./Composer";
import type { Chat } from "./engine/types";
import { useNames } from "./useNames";
import { previewOf } from "./words";

/** What one is answering, or changing. */
export function TargetStrip({
  chat,
  target,
  onCancel,
}: {
  chat: Chat;
  target: Target;
  onCancel: () => void;
}) {
  const { t } = useTranslation("chats");
  const nameOf = useNames(chat);
  const { kind, message } = target;
  const Icon = kind === "edit" ? Pencil : Reply;
  const name = nameOf(message.senderId);
  return (
    <div className="flex items-center gap-3 ps-3">
      <Icon aria-hidden className="size-5 shrink-0 text-ember-ink" strokeWidth={1.75} />
      <div className="min-w-0 grow border-s-2 border-ember-ink ps-3 text-sm">
        <p className="truncate font-strong text-ember-ink" dir="auto">
          {kind === "edit" ? t("composer.editing") : t("composer.replying", { name })}
        </p>
        <p className="truncate text-soft" dir="auto">
          {previewOf(message, t)}
        </p>
      </div>
      <IconButton icon={X} label={t("composer.cancel")} onClick={onCancel} />
    </div>
  );
}
