import { useNavigate } from "@tanstack/react-router";
import { MessageCircle } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { faceOf, useLast } from "@/features/calls";
import { useExplain } from "@/lib/useExplain";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Modal } from "@/ui/Modal";
import { showToast } from "@/ui/toast";
import { Countdown } from "./Countdown";
import type { Asking } from "./engine/machine";
import type { DatePerson } from "./engine/wire";
import { INSIDE, PANEL } from "./Panel";
import { useDates } from "./useDates";
import { useLength } from "./useLength";

const LIVES = 30;
/** After these, words that are read later are as good. */
const WRITES: ReadonlySet<string> = new Set(["away", "busy", "cooldown", "notThere", "offline", "timeout"]);

/** One has invited somebody: until they answer, and what they answered where it is no. */
export function Inviting() {
  const { dates, view } = useDates();
  const shown = useLast(view.asking);
  return (
    <Modal
      open={view.asking !== null}
      role="alertdialog"
      onClose={() => void dates.rescind()}
      labelledBy="date-asking"
      className={PANEL}
    >
      {shown !== null && (
        <div data-theme="dark" className={INSIDE}>
          {shown.refusal === null ? (
            <Waiting asking={shown} />
          ) : (
            <Refused asking={shown} refusal={shown.refusal} />
          )}
        </div>
      )}
    </Modal>
  );
}

function Waiting({ asking }: { asking: Asking }) {
  const { t } = useTranslation("dates");
  const { dates } = useDates();
  const words = useLength();
  const { toUser, requestedSeconds, inviteId, expiresAt } = asking;
  const name = toUser.displayName;
  return (
    <>
      <div className="flex flex-col items-center gap-6">
        <Countdown
          until={expiresAt}
          of={LIVES}
          size={132}
          label={t("asking.left")}
          valueText={(left) => t("asking.leftValue", { count: left })}
        >
          <Avatar person={faceOf(toUser)} size="xl" decorative />
        </Countdown>
        <div>
          <h2 id="date-asking" tabIndex={-1} className="font-title text-2xl wrap-anywhere">
            {t(inviteId === null ? "asking.sending" : "asking.title", { name })}
          </h2>
          <p className="mt-1.5 text-soft">
            {t("asking.text", { name, length: words.long(requestedSeconds) })}
          </p>
        </div>
      </div>
      <Button size="lg" onClick={() => void dates.rescind()}>
        {t("asking.cancel")}
      </Button>
    </>
  );
}

function Refused({ asking, refusal }: { asking: Asking; refusal: NonNullable<Asking["refusal"]> }) {
  const { t } = useTranslation("dates");
  const { dates } = useDates();
  const name = asking.toUser.displayName;
  // Who has not heard it at all has not gone anywhere either.
  const words = refusal === "offline" && asking.inviteId === null ? "away" : refusal;
  const mayWrite = asking.canWrite && WRITES.has(words);
  return (
    <>
      <div className="flex flex-col items-center gap-6">
        <Avatar person={faceOf(asking.toUser)} size="xl" decorative />
        <div role="status">
          <h2 id="date-asking" tabIndex={-1} className="font-title text-2xl wrap-anywhere">
            {t(`refusal.${words}.title`, { name })}
          </h2>
          <p className="mt-2 text-soft">{t(`refusal.${words}.text`, { name })}</p>
        </div>
      </div>
      <div className="flex flex-wrap justify-center gap-2.5">
        {mayWrite && <WriteInstead person={asking.toUser} />}
        <Button variant={mayWrite ? "secondary" : "primary"} size="lg" onClick={() => void dates.rescind()}>
          {t("asking.close")}
        </Button>
      </div>
    </>
  );
}

/** Leads to the chat with somebody who cannot be met now. */
function WriteInstead({ person }: { person: DatePerson }) {
  const { t } = useTranslation("dates");
  const { dates } = useDates();
  const navigate = useNavigate();
  const explain = useExplain();
  const [isBusy, setIsBusy] = useState(false);
  const write = async () => {
    setIsBusy(true);
    try {
      const { openPrivateChat } = await import("@/features/chats");
      const chatId = await openPrivateChat(person.id);
      await navigate({ to: "/chats/$chatId", params: { chatId } });
      await dates.rescind();
    } catch (error) {
      showToast({ message: explain(error), tone: "problem" });
      setIsBusy(false);
    }
  };
  return (
    <Button variant="primary" size="lg" icon={MessageCircle} loading={isBusy} onClick={() => void write()}>
      {t("after.write", { name: person.displayName })}
    </Button>
  );
}
