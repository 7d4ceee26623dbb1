import { RotateCcw, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useUploads } from "@/features/media";
import { Button } from "@/ui/Button";
import { Spinner } from "@/ui/Spinner";
import { Bubble, Line } from "./Bubble";
import type { Letter } from "./engine/letter";
import { placeOf } from "./engine/mine";
import type { Chat } from "./engine/types";
import { EnclosureShown } from "./EnclosureShown";
import { RichText } from "./parts";
import { ReplyQuote } from "./ReplyQuote";
import { Ticks } from "./Ticks";
import { useChats } from "./useChats";
import { clockTime } from "./words";

/** A message of one's own that the server does not have yet. */
export function LetterShown({ letter, starts, chat }: { letter: Letter; starts: boolean; chat: Chat }) {
  const { t, i18n } = useTranslation("chats");
  const { outbox } = useChats();
  const { problem, clientId } = letter;
  return (
    <Line isOwn starts={starts}>
      <div className="flex max-w-[85%] flex-col items-end sm:max-w-[70%]" data-letter>
        <Bubble
          isOwn
          starts={starts}
          ends
          foot={
            <>
              <time dateTime={letter.createdAt}>{clockTime(letter.createdAt, i18n.language)}</time>
              <Ticks tick={problem === null ? "waiting" : "failed"} />
            </>
          }
        >
          {letter.replyToId !== null && <ReplyQuote chat={chat} messageId={letter.replyToId} />}
          {letter.forwardOfId !== null && <ReplyQuote chat={chat} messageId={letter.forwardOfId} />}
          {letter.enclosures.map((enclosure, index) => (
            <OnItsWay key={index} letter={letter} index={index}>
              <EnclosureShown enclosure={enclosure} />
            </OnItsWay>
          ))}
          {letter.poll != null && <p dir="auto">{letter.poll.question}</p>}
          {letter.content !== "" && <RichText content={letter.content} />}
        </Bubble>
        {problem !== null && (
          <div
            role="alert"
            className="mt-1 flex flex-wrap items-center justify-end gap-1 text-sm text-danger"
          >
            <span>{t("message.failed", { reason: problem.message })}</span>
            <Button size="sm" variant="quiet" icon={RotateCcw} onClick={() => void outbox.retry(clientId)}>
              {t("message.retry")}
            </Button>
            <Button size="sm" variant="quiet" icon={Trash2} onClick={() => void outbox.remove(clientId)}>
              {t("message.discard")}
            </Button>
          </div>
        )}
      </div>
    </Line>
  );
}

type OnItsWayProps = { letter: Letter; index: number; children: React.ReactNode };

/** A file of it, and how far it has come. */
function OnItsWay({ letter, index, children }: OnItsWayProps) {
  const { t } = useTranslation("chats");
  const { items } = useUploads(placeOf(letter, index));
  const enclosure = letter.enclosures[index];
  if (enclosure === undefined) return children;
  const isThere = enclosure.fileId !== null || letter.problem !== null;
  const state = items[0]?.state;
  const sent = state?.step === "sending" ? state.sent / Math.max(1, enclosure.size) : null;
  return (
    <div className="relative mb-1.5">
      {children}
      {!isThere && (
        <span
          role="status"
          className="absolute start-2 top-2 inline-flex items-center gap-1.5 rounded-full bg-picture-chip px-2.5 py-1 text-xs text-on-picture tabular-nums"
        >
          <Spinner silent />
          {sent !== null && <span aria-hidden>{Math.round(sent * 100)} %</span>}
          <span className="sr-only">{t("message.uploading", { name: enclosure.name })}</span>
        </span>
      )}
    </div>
  );
}
