import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import { useMessageActions } from "./actions";
import type { Message } from "./engine/types";

/** How people have reacted; pressing one of them does the same, or takes it back. */
export function Reactions({ message, isOwn }: { message: Message; isOwn: boolean }) {
  const { t } = useTranslation("chats");
  const { react } = useMessageActions();
  if (message.reactions.length === 0) return null;
  return (
    <ul className={cx("mt-1 flex flex-wrap gap-1", isOwn && "justify-end")}>
      {message.reactions.map(({ emoji, count, mine }) => (
        <li key={emoji}>
          <button
            type="button"
            aria-pressed={mine}
            aria-label={t("message.reaction", { emoji, count })}
            onClick={() => void react(message, emoji)}
            className={cx(
              "inline-flex min-h-8 press items-center gap-1.5 rounded-full border px-2.5 text-sm tabular-nums pointer-coarse:min-h-touch",
              mine ? "border-ember bg-ember-wash text-ember-ink" : "bg-card hover:border-edge",
            )}
          >
            <span aria-hidden>{emoji}</span>
            <span aria-hidden>{count}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
