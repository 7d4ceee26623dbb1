import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/lib/useExplain";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast";
import type { DatePerson } from "./engine/wire";
import { useDates } from "./useDates";

type Props = { roomId: string; peer: DatePerson; said: boolean | null };

/** Whether one would meet again: asked kindly, and kept between oneself and the server. */
export function AgainQuestion({ roomId, peer, said }: Props) {
  const { t } = useTranslation("dates");
  const { dates } = useDates();
  const explain = useExplain();
  const [isChanging, setIsChanging] = useState(false);
  const [sending, setSending] = useState<boolean | null>(null);
  const name = peer.displayName;
  const answer = async (again: boolean) => {
    setSending(again);
    try {
      await dates.again(roomId, again);
      setIsChanging(false);
    } catch (error) {
      showToast({ message: t("after.failed", { why: explain(error) }), tone: "problem" });
    }
    setSending(null);
  };
  if (said !== null && !isChanging)
    return (
      <div role="status" className="w-full rounded-card bg-picture-chip p-5">
        <h3 className="font-title text-xl">{t(said ? "after.saidYes" : "after.saidNo")}</h3>
        <p className="mt-1 text-sm">{t(said ? "after.saidYesText" : "after.saidNoText", { name })}</p>
        <div className="mt-3">
          <Button
            size="sm"
            variant="quiet"
            onClick={() => {
              setIsChanging(true);
            }}
          >
            {t("after.change")}
          </Button>
        </div>
      </div>
    );
  return (
    <section aria-labelledby={`again-${roomId}`} className="w-full rounded-card bg-picture-chip p-5">
      <h3 id={`again-${roomId}`} className="font-title text-xl wrap-anywhere">
        {t("after.ask", { name })}
      </h3>
      <p className="mt-1 text-sm">{t("after.askText", { name })}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2.5">
        <Button loading={sending === false} onClick={() => void answer(false)}>
          {t("after.no")}
        </Button>
        <Button variant="primary" loading={sending === true} onClick={() => void answer(true)}>
          {t("after.yes")}
        </Button>
      </div>
    </section>
  );
}
