import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { useDates } from "./useDates";

type Props = { isSmall: boolean; onEnlarge: () => void };

const BAR = "sticky top-0 z-40 flex shrink-0 items-center gap-2 bg-night py-1 pe-2 ps-4 text-on-picture";

/** Above the page: that one can be invited, or that a date goes on, and the way to either. */
export function DateBar({ isSmall, onEnlarge }: Props) {
  const { t } = useTranslation("dates");
  const { dates, view } = useDates();
  const isThere = useRouterState({ select: ({ location }) => location.pathname.startsWith("/dates") });
  const { own, lobby } = view;
  const name = own?.room.peer.displayName ?? t("somebody");
  const isElsewhere = own?.stage === "elsewhere";
  if (!isSmall && !isElsewhere && (isThere || lobby !== "in" || own !== null)) return null;
  return (
    <section aria-label={t("bar.label")} data-theme="dark" className={BAR}>
      <span aria-hidden className="size-2.5 shrink-0 animate-breathe rounded-full bg-sage" />
      {isSmall || isElsewhere ? (
        <>
          <p className="min-w-0 grow truncate px-1.5">
            {t(isElsewhere ? "bar.elsewhere" : "bar.date", { name })}
          </p>
          <Button
            size="sm"
            onClick={() => {
              if (isElsewhere) void dates.takeUp();
              else onEnlarge();
            }}
          >
            {t(isElsewhere ? "bar.takeUp" : "bar.back")}
          </Button>
        </>
      ) : (
        <>
          <Link
            to="/dates"
            className="flex min-h-touch min-w-0 grow items-center rounded-button px-1.5 underline-offset-4 hover:underline"
          >
            <span className="truncate">{t("bar.lobby")}</span>
          </Link>
          <Button size="sm" variant="quiet" onClick={() => void dates.leave().catch(() => undefined)}>
            {t("bar.leave")}
          </Button>
        </>
      )}
    </section>
  );
}
