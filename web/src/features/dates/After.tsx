import { Heart } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { faceOf } from "@/features/calls";
import { celebrate } from "@/lib/celebrated";
import { lengthInWords } from "@/lib/time";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { AgainQuestion } from "./AgainQuestion";
import { Given } from "./Given";
import { Parted } from "./Parted";
import { useOwn } from "./useDates";

/** After a date: how it ended, what was given, and whether one would meet again. */
export function After() {
  const { t } = useTranslation("dates");
  const { dates, own } = useOwn();
  const title = useRef<HTMLHeadingElement>(null);
  const { match, isParted, ending } = own;
  const peerId = own.room.peer.id;
  useEffect(() => celebrate(peerId), [peerId]);
  useEffect(() => {
    // What was focused is gone with the date; and there is news when both have said yes.
    title.current?.focus();
  }, [match]);
  const isMatch = match !== null && !isParted;
  return (
    <div className="grid grow place-items-center overflow-y-auto px-6 py-10">
      <div className="flex w-full max-w-sm flex-col items-center gap-7 text-center">
        {isParted ? <Parted title={title} /> : isMatch ? <Mutual title={title} /> : <Ended title={title} />}
        <div className="flex w-full flex-col gap-2.5">
          {isMatch && match.chatId !== null && (
            <ButtonLink
              to="/chats/$chatId"
              params={{ chatId: match.chatId }}
              variant="primary"
              size="lg"
              onClick={() => {
                dates.dismiss();
              }}
            >
              {t("after.write", { name: own.room.peer.displayName })}
            </ButtonLink>
          )}
          <Button
            size="lg"
            onClick={() => {
              dates.dismiss();
            }}
          >
            {t("after.close")}
          </Button>
          {own.room.origin === "round" && ending !== "moved" && (
            <p className="mt-1 text-sm text-soft">{t("after.soon")}</p>
          )}
        </div>
      </div>
    </div>
  );
}

type Title = React.RefObject<HTMLHeadingElement | null>;

/** Nobody has talked, as far as is known. */
const MET = 5;

function Ended({ title }: { title: Title }) {
  const { t, i18n } = useTranslation("dates");
  const { dates, own } = useOwn();
  const { room, ending, durationSeconds } = own;
  const seconds = durationSeconds ?? 0;
  // The clock runs after ten seconds in any case, so its word alone does not mean that they saw each other.
  const hasMet = own.wasLinked && durationSeconds !== 0;
  const mayAsk = hasMet && ending !== "moderated" && ending !== "moved";
  return (
    <>
      <Avatar person={faceOf(room.peer)} size="xl" decorative />
      <div role="status">
        <h2 ref={title} id="date-title" tabIndex={-1} className="font-title text-3xl wrap-anywhere">
          {t(`after.title.${ending ?? "ended"}`)}
        </h2>
        {seconds >= MET && (
          <p className="mt-1.5 text-soft">
            {t("after.length", { length: lengthInWords(seconds, i18n.language) })}
          </p>
        )}
        {(ending === "moderated" || ending === "lost") && (
          <p className="mt-1.5 text-soft">{t(`after.${ending}`)}</p>
        )}
        {!hasMet && <p className="mt-1.5 text-soft">{t("after.unmet")}</p>}
      </div>
      {room.socials.length > 0 && (
        <div className="flex w-full flex-col gap-2.5">
          {room.socials.map((given) => (
            <Given key={given.fromUserId} given={given} peer={room.peer} me={dates.me} />
          ))}
        </div>
      )}
      {mayAsk && <AgainQuestion roomId={room.roomId} peer={room.peer} said={own.again} />}
    </>
  );
}

function Mutual({ title }: { title: Title }) {
  const { t } = useTranslation("dates");
  const { own } = useOwn();
  const { peer } = own.room;
  return (
    <>
      <span className="relative animate-rise">
        <Avatar person={faceOf(peer)} size="xl" decorative />
        <span className="absolute -bottom-3 left-1/2 grid size-12 -translate-x-1/2 place-items-center rounded-full bg-ember text-on-ember">
          <Heart aria-hidden className="size-6" fill="currentColor" strokeWidth={1.75} />
        </span>
      </span>
      <div role="status">
        <h2 ref={title} id="date-title" tabIndex={-1} className="font-title text-3xl wrap-anywhere">
          {t("after.mutual", { name: peer.displayName })}
        </h2>
        <p className="mt-2 text-soft">{t("after.mutualText")}</p>
      </div>
    </>
  );
}
