import { ArrowUp, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/lib/useExplain";
import { IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { showToast } from "@/ui/toast";
import { Given } from "./Given";
import { useOwn } from "./useDates";

const LONGEST = 1000;

/** What is written beside what is said: at the side, on phones over the lower half of the picture. */
export function RoomChat({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("dates");
  const { dates, own } = useOwn();
  const { messages, socials, peer } = own.room;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    end.current?.scrollIntoView({ block: "nearest" });
  }, [messages.length, socials]);
  return (
    <aside
      aria-label={t("chat.title")}
      className="absolute inset-x-2 bottom-0 z-20 flex h-3/5 flex-col rounded-card bg-paper text-ink shadow-lifted sm:static sm:h-full sm:w-80 sm:shrink-0"
    >
      <header className="flex items-center justify-between gap-2 py-1 ps-5 pe-1">
        <h3 className="font-title text-lg">{t("chat.title")}</h3>
        <IconButton icon={X} label={t("chat.close")} onClick={onClose} />
      </header>
      {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex -- what scrolls is reached by keys */}
      <div role="log" tabIndex={0} className="flex min-h-0 grow flex-col gap-1.5 overflow-y-auto px-4 pb-2">
        {messages.length === 0 && socials.length === 0 && (
          <p className="m-auto px-4 text-center text-sm text-soft">{t("chat.none")}</p>
        )}
        {messages.map(({ fromUserId, text, at }) => (
          <p
            key={`${fromUserId} ${at}`}
            dir="auto"
            className={cx(
              "max-w-[85%] rounded-message px-3.5 py-2 wrap-anywhere whitespace-pre-line first:mt-auto",
              fromUserId === dates.me
                ? "self-end bg-ember-wash"
                : "self-start bg-picture-chip text-on-picture",
            )}
          >
            <span className="sr-only">{fromUserId === dates.me ? t("chat.you") : peer.displayName}: </span>
            {text}
          </p>
        ))}
        {socials.map((given) => (
          <Given key={given.fromUserId} given={given} peer={peer} me={dates.me} />
        ))}
        <div ref={end} />
      </div>
      <Field />
    </aside>
  );
}

function Field() {
  const { t } = useTranslation("dates");
  const { dates, own } = useOwn();
  const explain = useExplain();
  const [text, setText] = useState("");
  const [isSending, setIsSending] = useState(false);
  const label = t("chat.field", { name: own.room.peer.displayName });
  const send = async () => {
    const words = text.trim();
    if (words === "" || isSending) return;
    setIsSending(true);
    try {
      await dates.talk.say(words);
      setText("");
    } catch (error) {
      showToast({ message: t("chat.failed", { why: explain(error) }), tone: "problem" });
    }
    setIsSending(false);
  };
  return (
    <form
      className="flex items-center gap-2 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <input
        aria-label={label}
        placeholder={label}
        maxLength={LONGEST}
        autoComplete="off"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
        }}
        className="min-h-touch w-full min-w-0 rounded-field border border-edge bg-sunk px-4 text-field"
      />
      <IconButton
        type="submit"
        variant="primary"
        icon={ArrowUp}
        label={t("chat.send")}
        aria-busy={isSending || undefined}
      />
    </form>
  );
}
