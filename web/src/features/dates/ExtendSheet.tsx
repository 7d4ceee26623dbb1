import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/lib/useExplain";
import { Button } from "@/ui/Button";
import { Sheet } from "@/ui/Sheet";
import { showToast } from "@/ui/toast";
import { Lengths } from "./Lengths";
import { useOwn } from "./useDates";

/** What may be added at once, in seconds. */
const ADDED = [120, 300, 600];
const LONGEST = 1800;

type Props = { open: boolean; onClose: () => void };

/** Asks for more time; the other one decides as well. */
export function ExtendSheet({ open, onClose }: Props) {
  const { t } = useTranslation("dates");
  const { dates, view, own } = useOwn();
  const explain = useExplain();
  const [wish, setWish] = useState<number | null>(null);
  const [isAsking, setIsAsking] = useState(false);
  const name = own.room.peer.displayName;
  const longest = view.limits?.maxSeconds ?? LONGEST;
  const choices = ADDED.filter((seconds) => own.room.agreedSeconds + seconds <= longest);
  const seconds = wish ?? choices[1] ?? choices[0] ?? null;
  const ask = async (wanted: number) => {
    setIsAsking(true);
    try {
      await dates.talk.extend(wanted);
      onClose();
    } catch (error) {
      showToast({ message: explain(error), tone: "problem" });
    }
    setIsAsking(false);
  };
  return (
    <Sheet open={open} onClose={onClose} title={t("extend.title")}>
      {seconds === null ? (
        <p className="text-soft">{t("extend.longest")}</p>
      ) : (
        <div className="flex flex-col gap-6">
          <p className="text-soft">{t("extend.text", { name })}</p>
          <Lengths legend={t("length.legend")} value={seconds} onChange={setWish} choices={choices} />
          <Button variant="primary" loading={isAsking} onClick={() => void ask(seconds)}>
            {t("extend.ask", { name })}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
