import { BellOff, Video, X } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { faceOf, useLast } from "@/features/calls";
import { Avatar } from "@/ui/Avatar";
import { Modal } from "@/ui/Modal";
import { Countdown } from "./Countdown";
import type { Invitation } from "./engine/wire";
import { Lengths } from "./Lengths";
import { Choice, INSIDE, PANEL } from "./Panel";
import { useDates } from "./useDates";
import { limitsIn, middleOf, useLength, usualLengths } from "./useLength";

/** How long an invitation lives, in seconds. */
const LIVES = 30;
const BLINKS_EVERY = 1_000;

/** Somebody would like to meet one now: over whatever page is open. */
export function Invited() {
  const { dates, view } = useDates();
  const ringing = view.ringing[0] ?? null;
  const shown = useLast(ringing);
  useTitleThatCalls(ringing);
  return (
    <Modal
      open={ringing !== null}
      role="alertdialog"
      onClose={() => {
        if (ringing !== null) dates.silence(ringing.inviteId);
      }}
      labelledBy="date-invited"
      className={PANEL}
    >
      {shown !== null && <Asked key={shown.inviteId} invitation={shown} />}
    </Modal>
  );
}

function Asked({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation("dates");
  const { dates, view } = useDates();
  const words = useLength();
  const { inviteId, fromUser, requestedSeconds, expiresAt } = invitation;
  const [seconds, setSeconds] = useState(requestedSeconds);
  const [isAccepting, setIsAccepting] = useState(false);
  const name = fromUser.displayName;
  const usual = usualLengths(limitsIn(view));
  const choices = [...new Set([...usual, requestedSeconds])].sort((one, other) => one - other);
  const accept = async () => {
    setIsAccepting(true);
    await dates.accept(inviteId, seconds);
    setIsAccepting(false);
  };
  return (
    <div data-theme="dark" className={INSIDE}>
      <div className="flex flex-col items-center gap-6">
        <Countdown
          until={expiresAt}
          of={LIVES}
          size={132}
          label={t("asking.left")}
          valueText={(left) => t("asking.leftValue", { count: left })}
        >
          <Avatar person={faceOf(fromUser)} size="xl" decorative />
        </Countdown>
        <div>
          {/* The focus goes here, so that whoever is writing does not answer by accident. */}
          {/* eslint-disable-next-line jsx-a11y-x/no-autofocus -- the first thing in a dialog that has just opened */}
          <h2 id="date-invited" tabIndex={-1} autoFocus className="font-title text-2xl wrap-anywhere">
            {t("invited.title", { name })}
          </h2>
          <p className="mt-1.5 text-soft">
            {t("invited.wish", { name, length: words.long(requestedSeconds) })}
          </p>
        </div>
      </div>
      <div className="flex flex-col items-center gap-3 [&_fieldset>div]:justify-center [&_legend]:mx-auto">
        <Lengths legend={t("length.legend")} value={seconds} onChange={setSeconds} choices={choices} />
        <p role="status" className="text-sm text-soft">
          {view.isOpening
            ? t("invited.asking")
            : t("invited.middle", { length: words.long(middleOf(seconds, requestedSeconds)) })}
        </p>
      </div>
      {view.problem !== null && <Trouble problem={view.problem} />}
      <div className="flex w-full items-start justify-evenly">
        <Choice
          icon={X}
          label={t("invited.decline")}
          look="bg-picture-chip"
          onClick={() => void dates.decline(inviteId)}
        />
        <Choice
          icon={BellOff}
          label={t("invited.silence")}
          look="bg-picture-chip"
          onClick={() => {
            dates.silence(inviteId);
          }}
        />
        <Choice
          icon={Video}
          label={t("invited.accept")}
          look="bg-sage text-night"
          isBusy={isAccepting}
          onClick={() => void accept()}
        />
      </div>
    </div>
  );
}

/** Why one could not be seen or heard, and what to do about it. */
export function Trouble({
  problem,
}: {
  problem: NonNullable<ReturnType<typeof useDates>["view"]["problem"]>;
}) {
  const { t } = useTranslation("calls");
  return (
    <div role="alert" className="rounded-field bg-honey-wash px-4 py-3 text-start text-sm text-ink">
      <p className="font-strong">{t(`problem.${problem}.title`)}</p>
      <p className="mt-0.5">{t(`problem.${problem}.text`)}</p>
    </div>
  );
}

/** In another tab one sees it by the title. */
function useTitleThatCalls(invitation: Invitation | null) {
  const { t } = useTranslation("dates");
  const name = invitation?.fromUser.displayName;
  useEffect(() => {
    if (name === undefined) return;
    const before = document.title;
    const calling = t("invited.tab", { name });
    document.title = calling;
    const timer = setInterval(() => {
      document.title = document.title === calling ? before : calling;
    }, BLINKS_EVERY);
    return () => {
      clearInterval(timer);
      document.title = before;
    };
  }, [name, t]);
}
