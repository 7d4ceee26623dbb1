import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Target } from "./Composer";
import type { Chat } from "./engine/types";
import type { Entry } from "./entries";
import { LetterShown } from "./LetterShown";
import type { Asked } from "./MessageDialogs";
import { MessageShown } from "./MessageShown";
import { SystemLine } from "./SystemLine";
import { dayInWords } from "./words";

type Props = {
  entry: Entry;
  chat: Chat;
  isMarked: boolean;
  canWrite: boolean;
  onGoTo: (pts: number) => void;
  onTarget: (target: Target) => void;
  onAsk: (asked: Asked) => void;
  /** A day was pressed. */
  onDay: (at: string) => void;
};

/** One row of a history. */
export const EntryShown = memo(function EntryShown({ entry, chat, onDay, ...rest }: Props) {
  const { t, i18n } = useTranslation("chats");
  switch (entry.kind) {
    case "beginning":
      return (
        <div className="px-4 pt-8 pb-4 text-center">
          <p className="font-title text-xl">{t("chat.beginning")}</p>
          <p className="mt-1 text-soft">{t("chat.beginningText")}</p>
        </div>
      );
    case "day":
      return (
        <p className="py-1 text-center text-xs font-strong text-soft">
          <button
            type="button"
            title={t("chat.otherDay")}
            onClick={() => {
              onDay(entry.at);
            }}
            className="group min-h-touch"
          >
            <span className="rounded-full bg-sunk px-3 py-1 group-hover:text-ink">
              {dayInWords(entry.at, i18n.language)}
            </span>
          </button>
        </p>
      );
    case "news":
      return (
        <p className="flex items-center gap-3 py-2 text-xs font-strong text-ember-ink">
          <span aria-hidden className="h-px grow bg-ember-ink/40" />
          {t("chat.newLine")}
          <span aria-hidden className="h-px grow bg-ember-ink/40" />
        </p>
      );
    case "system":
      return <SystemLine message={entry.message} chat={chat} />;
    case "letter":
      return <LetterShown letter={entry.letter} starts={entry.starts} chat={chat} />;
    case "message":
      return (
        <MessageShown message={entry.message} starts={entry.starts} ends={entry.ends} chat={chat} {...rest} />
      );
  }
});
