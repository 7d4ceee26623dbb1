import { Link as RouterLink } from "@tanstack/react-router";
import { History } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { timeAgo } from "@/lib/time";
import { useTitle } from "@/lib/title";
import { PageHeader } from "@/ui/PageHeader";
import { AgainQuestion } from "./AgainQuestion";
import { useMyDates } from "./engine/mine";
import { Evenings } from "./Evenings";
import { Lobby } from "./Lobby";
import { Reel } from "./Reel";
import { DatesContext, useDates } from "./useDates";

/** Who is there now, and the way to them. */
export function DatesPage() {
  const { t } = useTranslation("dates");
  const mine = useMyDates();
  useTitle(t("title"));
  return (
    <div className="flex flex-col gap-10">
      <PageHeader
        title={t("title")}
        text={t("lead")}
        actions={
          <RouterLink
            to="/you/calls"
            aria-label={t("history")}
            className="grid size-touch press place-items-center rounded-full hover:bg-ink/7"
          >
            <History aria-hidden className="size-5" strokeWidth={1.75} />
          </RouterLink>
        }
      />
      {mine !== null && (
        <DatesContext value={mine}>
          <Inside />
        </DatesContext>
      )}
    </div>
  );
}

function Inside() {
  const { dates } = useDates();
  useEffect(
    () => () => {
      // One's own picture is seen on this page only.
      void dates.preview(false);
    },
    [dates],
  );
  return (
    <>
      <Lobby />
      <StillOpen />
      <Reel />
      <Evenings />
    </>
  );
}

/** Those of whom one has not said yet whether one would meet them again. */
function StillOpen() {
  const { t, i18n } = useTranslation("dates");
  const { view } = useDates();
  const { toAnswer, own } = view;
  const open = toAnswer.filter(({ roomId }) => roomId !== own?.room.roomId);
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="dates-open" className="flex flex-col gap-4">
      <h2 id="dates-open" className="font-title text-xl">
        {t("waiting.title")}
      </h2>
      <ul className="grid gap-4 sm:grid-cols-2">
        {open.map(({ roomId, peer, endedAt }) => (
          <li key={roomId} className="rounded-card border bg-card text-center">
            <AgainQuestion roomId={roomId} peer={peer} said={null} />
            <p className="pb-4 text-sm text-soft">
              {t("waiting.text", { when: timeAgo(endedAt, i18n.language) })}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
