import { useInfiniteQuery } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import { CalendarHeart, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useInstance } from "@/lib/instance";
import { Chip } from "@/ui/Chip";
import { useLiveEvenings } from "./live";
import { eveningsQuery, type Evening } from "./queries";
import { useLength } from "./useLength";

/** The speed-dating evenings that are to come. Where there are none, nothing is said of them. */
export function Evenings() {
  const { t } = useTranslation("dates");
  const { data: instance } = useInstance();
  useLiveEvenings();
  const { data } = useInfiniteQuery({ ...eveningsQuery, enabled: instance !== undefined });
  const evenings = data?.pages.flatMap(({ items }) => items) ?? [];
  if (evenings.length === 0) return null;
  return (
    <section aria-labelledby="dates-evenings" className="flex flex-col gap-4">
      <div>
        <h2 id="dates-evenings" className="font-title text-xl">
          {t("evenings.title")}
        </h2>
        <p className="mt-1 text-soft">{t("evenings.text")}</p>
      </div>
      <ul aria-label={t("evenings.title")} className="flex flex-col gap-3">
        {evenings.map((evening) => (
          <Row key={evening.id} evening={evening} />
        ))}
      </ul>
    </section>
  );
}

function Row({ evening }: { evening: Evening }) {
  const { t, i18n } = useTranslation("dates");
  const words = useLength();
  const { id, title, startsAt, rounds, roundSeconds, signedUp, isSignedUp } = evening;
  const when = new Intl.DateTimeFormat(i18n.language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
  }).format(new Date(startsAt));
  return (
    <li>
      <RouterLink
        to="/dates/evenings/$eventId"
        params={{ eventId: id }}
        className="flex min-h-16 items-center gap-4 rounded-card border bg-card p-4 hover:border-edge"
      >
        <span className="grid size-12 shrink-0 place-items-center rounded-full bg-dusk text-on-dusk">
          <CalendarHeart aria-hidden className="size-5.5" strokeWidth={1.75} />
        </span>
        <span className="min-w-0 grow">
          <span className="block truncate font-title text-lg">{title}</span>
          <span className="block truncate text-sm text-soft">
            <time dateTime={startsAt}>{when}</time>
            {` · ${t("evenings.shape", { rounds, length: words.short(roundSeconds) })}`}
          </span>
          <span className="mt-1 flex flex-wrap items-center gap-2 text-sm text-soft">
            {t("evenings.signedUp", { count: signedUp })}
            {isSignedUp && <Chip tone="sage">{t("evenings.yours")}</Chip>}
          </span>
        </span>
        <ChevronRight aria-hidden className="size-5 shrink-0 text-soft" strokeWidth={1.75} />
      </RouterLink>
    </li>
  );
}
