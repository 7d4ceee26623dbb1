import { ChevronDown, ShieldAlert, SignalLow, SignalMedium } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { DemoMark } from "@/ui/DemoMark";
import { RoomClock } from "./RoomClock";
import { phaseIn } from "./RoomScreen";
import { useOwn } from "./useDates";

type Props = { onMinimise: () => void; onWrong: () => void };

/** With whom, how long still, and the way out for when something is wrong. */
export function RoomHead({ onMinimise, onWrong }: Props) {
  const { t } = useTranslation(["dates", "calls"]);
  const { view, own } = useOwn();
  const { peer, event } = own.room;
  const name = peer.displayName;
  const quality = view.phase === "connected" ? (view.peer?.quality ?? "good") : "good";
  const Signal = quality === "bad" ? SignalLow : SignalMedium;
  return (
    <header className="flex shrink-0 items-center gap-1 px-3 pt-[max(0.75rem,env(safe-area-inset-top))] pb-2">
      <IconButton icon={ChevronDown} label={t("room.minimise")} onClick={onMinimise} />
      <IconButton icon={ShieldAlert} label={t("wrong.open")} onClick={onWrong} />
      <div className="min-w-0 grow text-center">
        <h2 id="date-title" tabIndex={-1} className="truncate font-title text-lg">
          {t("room.with", { name })}
          <DemoMark of={peer} />
        </h2>
        <p className="flex items-center justify-center gap-2 truncate text-sm text-soft">
          {quality !== "good" && (
            <Signal
              role="img"
              aria-label={t(`calls:quality.${quality}`)}
              className="size-4.5 shrink-0 text-honey"
              strokeWidth={2.25}
            />
          )}
          <span className="truncate">
            {view.phase === "connected" && event !== null
              ? t("room.round", { title: event.title, round: event.round, rounds: event.rounds })
              : t(`room.phase.${phaseIn(view.phase)}`, { name })}
          </span>
        </p>
      </div>
      <span aria-hidden className="w-7 shrink-0" />
      <RoomClock />
    </header>
  );
}
