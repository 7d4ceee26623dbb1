import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import { exactTime } from "@/lib/time";
import { ButtonLink } from "@/ui/Link";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState } from "@/ui/States";
import { useMyDates } from "./engine/mine";
import { EveningStand } from "./EveningStand";
import { useLiveEvenings } from "./live";
import { eveningQuery, type Evening } from "./queries";
import { DatesContext } from "./useDates";
import { useLength } from "./useLength";
import { Yeses } from "./Yeses";

/** One evening: before it begins, while it goes on, and what came of it. */
export function EveningPage() {
  const { t } = useTranslation("dates");
  const { eventId } = useParams({ strict: false });
  useLiveEvenings();
  const { data: evening, error } = useQuery(eveningQuery(eventId ?? ""));
  if (evening === undefined)
    return (
      <SubPage of="dates" title={t(error === null ? "evenings.title" : "evening.gone")}>
        {error === null ? (
          <div role="status" aria-label={t("loading")}>
            <Skeleton shape="message" className="h-48" />
          </div>
        ) : (
          <EmptyState
            title={t("evening.gone")}
            action={<ButtonLink to="/dates">{t("evening.toDates")}</ButtonLink>}
          />
        )}
      </SubPage>
    );
  return <Shown evening={evening} />;
}

function Shown({ evening }: { evening: Evening }) {
  const { t, i18n } = useTranslation("dates");
  const words = useLength();
  const mine = useMyDates();
  const { title, description, host, startsAt, rounds, roundSeconds, signedUp, state } = evening;
  return (
    <SubPage of="dates" title={title} lead={exactTime(startsAt, i18n.language)}>
      <ul className="-mt-4 flex flex-wrap gap-x-4 gap-y-1 text-sm text-soft">
        <li>{t("evenings.shape", { rounds, length: words.long(roundSeconds) })}</li>
        {host !== null && <li>{t("evenings.host", { name: host.displayName })}</li>}
        <li>{t("evenings.signedUp", { count: signedUp })}</li>
      </ul>
      {mine !== null && (
        <DatesContext value={mine}>
          <EveningStand evening={evening} />
        </DatesContext>
      )}
      {state === "finished" && evening.isSignedUp && <Yeses id={evening.id} />}
      {description !== null && description !== "" && (
        <p className="max-w-prose wrap-anywhere whitespace-pre-line">{description}</p>
      )}
    </SubPage>
  );
}
