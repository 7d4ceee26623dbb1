import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clock, LevelMeter, Looking, useNow } from "@/features/calls";
import { askLive, liveState, onLive, onLiveState } from "@/lib/live";
import { timeAgo } from "@/lib/time";
import { useExplain } from "@/lib/useExplain";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast";
import { Trouble } from "./Invited";
import { eveningQuery, eveningsQuery, takePart, type Evening } from "./queries";
import { useDates } from "./useDates";

/** The doors open so long before it begins, in seconds. */
const DOORS = 15 * 60;
/** Nobody counts the seconds of days. */
const A_DAY = 86_400_000;

/** Where an evening stands: what is to come and when, and what one can do about it. */
export function EveningStand({ evening }: { evening: Evening }) {
  const { t } = useTranslation("dates");
  const { dates, view } = useDates();
  const [isIn, setIsIn] = useInside(evening);
  const act = useAct(evening);
  const now = useNow();
  const { state, startsAt, isSignedUp, capacity, signedUp, present } = evening;
  const toStart = (Date.parse(startsAt) - now) / 1000;
  const isOver = state === "finished" || state === "cancelled";
  const mayEnter = !isOver && (state !== "planned" || toStart <= DOORS);
  const isFull = capacity !== null && signedUp >= capacity && !isSignedUp;
  const enter = () => {
    act.run(async () => {
      if (!(await dates.preview(true))) return;
      await askLive("event:enter", { eventId: evening.id, deviceId: dates.deviceId });
      setIsIn(true);
    });
  };
  const leave = () => {
    act.run(async () => {
      setIsIn(false);
      await askLive("event:leave", { eventId: evening.id });
      await dates.preview(false);
    });
  };
  return (
    <section
      data-theme="dark"
      className="flex flex-col gap-5 rounded-card p-6 text-on-picture evening-light sm:p-8"
    >
      <Heading evening={evening} />
      {view.problem !== null && <Trouble problem={view.problem} />}
      {isIn && (
        <div className="flex max-w-sm flex-col gap-3">
          <Looking stream={view.self.camera} />
          {view.self.audio !== null && <LevelMeter stream={view.self.audio} />}
        </div>
      )}
      {mayEnter && <p className="text-sm text-soft">{t("evening.present", { count: present })}</p>}
      {isFull && <p>{t("evening.full")}</p>}
      {!isOver && (
        <div className="flex flex-wrap gap-2.5">
          {mayEnter && !isIn && !isFull && (
            <Button variant="primary" size="lg" loading={act.isBusy} onClick={enter}>
              {t("evening.enter")}
            </Button>
          )}
          {isIn && (
            <Button loading={act.isBusy} onClick={leave}>
              {t("evening.leave")}
            </Button>
          )}
          {!mayEnter && !isSignedUp && !isFull && (
            <Button
              variant="primary"
              size="lg"
              loading={act.isBusy}
              onClick={() => {
                act.keep(takePart(evening.id, true));
              }}
            >
              {t("evening.signUp")}
            </Button>
          )}
          {!mayEnter && isSignedUp && (
            <Button
              loading={act.isBusy}
              onClick={() => {
                act.keep(takePart(evening.id, false));
              }}
            >
              {t("evening.signOff")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

/** Whether this tab is in it; said again when the connection comes back, and taken back when the page is left. */
function useInside({ id }: Evening) {
  const { dates } = useDates();
  const [isIn, setIsIn] = useState(false);
  useEffect(() => {
    if (!isIn) return;
    return onLiveState(() => {
      if (liveState() === "online")
        askLive("event:enter", { eventId: id, deviceId: dates.deviceId }).catch(() => undefined);
    });
  }, [isIn, id, dates]);
  useEffect(() => {
    if (!isIn) return;
    return () => {
      askLive("event:leave", { eventId: id }).catch(() => undefined);
      void dates.preview(false);
    };
  }, [isIn, id, dates]);
  return [isIn, setIsIn] as const;
}

/** Does something of the server's, keeps what it answers, and says where it did not work. */
function useAct({ id }: Evening) {
  const { t } = useTranslation("dates");
  const explain = useExplain();
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const run = (doing: () => Promise<unknown>) => {
    setIsBusy(true);
    doing()
      .catch((error: unknown) => {
        showToast({ message: t("evening.failed", { why: explain(error) }), tone: "problem" });
      })
      .finally(() => {
        setIsBusy(false);
      });
  };
  const keep = (answer: Promise<Evening>) => {
    run(async () => {
      queryClient.setQueryData(eveningQuery(id).queryKey, await answer);
      void queryClient.invalidateQueries({ queryKey: eveningsQuery.queryKey, exact: true });
    });
  };
  return { isBusy, run, keep };
}

/** The latest word of the server about the round that begins: whether one has somebody in it. */
function useRound(eventId: string) {
  const [round, setRound] = useState<{ round: number; isPaired: boolean } | null>(null);
  useEffect(
    () =>
      onLive("event:round", (told) => {
        if (told.eventId === eventId) setRound(told);
      }),
    [eventId],
  );
  return round;
}

function Heading({ evening }: { evening: Evening }) {
  const { t, i18n } = useTranslation("dates");
  const now = useNow();
  const told = useRound(evening.id);
  const { view } = useDates();
  const { state, startsAt, round, rounds, roundStartsAt, roundEndsAt, breakSeconds, isPresent } = evening;
  const until = (moment: number) => clock(Math.max(0, (moment - now) / 1000));
  const words = (): [title: string, text: string] => {
    if (state === "finished") return [t("evening.finished"), t("evening.finishedText")];
    if (state === "cancelled") return [t("evening.cancelled"), t("evening.cancelledText")];
    if (state !== "running") {
      const isFar = Date.parse(startsAt) - now > A_DAY;
      const title = isFar
        ? t("evening.inDays", { when: timeAgo(startsAt, i18n.language, now) })
        : t("evening.in", { time: until(Date.parse(startsAt)) });
      return [title, t(isPresent ? "evening.inside" : "evening.opens")];
    }
    const isLast = round === rounds;
    const begins = Date.parse(roundStartsAt ?? startsAt);
    const ends = Date.parse(roundEndsAt ?? startsAt);
    const next = begins > now ? begins : !isLast && ends <= now ? ends + breakSeconds * 1000 : null;
    if (next !== null) return [t("evening.pause"), t("evening.pauseText", { time: until(next) })];
    const isAlone = told !== null && told.round === round && !told.isPaired;
    const waits = isPresent && view.own?.stage !== "in" && !isLast;
    const why = isAlone
      ? t(isLast ? "evening.unpairedLast" : "evening.unpaired")
      : waits
        ? t("evening.next")
        : "";
    const left = t("evening.roundLeft", { time: until(ends) });
    return [t("evening.round", { round, rounds }), `${why} ${left}`.trim()];
  };
  const [title, text] = words();
  return (
    <div>
      <h2 className="font-title text-2xl tabular-nums">{title}</h2>
      <p className="mt-1.5 text-soft">{text}</p>
    </div>
  );
}
