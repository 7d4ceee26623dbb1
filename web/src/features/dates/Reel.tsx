import { useQuery } from "@tanstack/react-query";
import { BadgeCheck, Hourglass, Lamp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useReasons } from "@/features/discovery";
import { Face, useWords } from "@/features/people";
import { useExplain } from "@/lib/useExplain";
import { Button } from "@/ui/Button";
import { DemoMark } from "@/ui/DemoMark";
import { Chip } from "@/ui/Chip";
import { ButtonLink } from "@/ui/Link";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState, ErrorState } from "@/ui/States";
import { InviteSheet } from "./InviteSheet";
import { useLiveReel } from "./live";
import { reelQuery, type Present } from "./queries";

/** Who can be invited at this moment, the best first; it changes as people come and go. */
export function Reel() {
  const { t } = useTranslation("dates");
  useLiveReel();
  const { data: people } = useQuery(reelQuery);
  const [chosen, setChosen] = useState<Present | null>(null);
  return (
    <section aria-labelledby="dates-here" className="flex flex-col gap-4">
      <div className="flex items-baseline justify-between gap-4">
        <h2 id="dates-here" className="font-title text-xl">
          {t("reel.title")}
        </h2>
        {people !== undefined && people.length > 0 && (
          <p role="status" className="text-sm text-soft">
            {t("reel.count", { count: people.length })}
          </p>
        )}
      </div>
      <People onInvite={setChosen} />
      <InviteSheet
        wanted={chosen && { present: chosen }}
        onClose={() => {
          setChosen(null);
        }}
      />
    </section>
  );
}

function People({ onInvite }: { onInvite: (present: Present) => void }) {
  const { t } = useTranslation("dates");
  const explain = useExplain();
  const { data: people, error, isFetching, refetch } = useQuery(reelQuery);
  if (people === undefined)
    return error === null ? (
      <div role="status" aria-label={t("loading")} className="grid grid-cols-2 gap-3.5 sm:grid-cols-3">
        <Skeleton shape="message" className="aspect-3/4" />
        <Skeleton shape="message" className="aspect-3/4" />
      </div>
    ) : (
      <ErrorState title={t("reel.failed")} retrying={isFetching} onRetry={() => void refetch()}>
        {explain(error)}
      </ErrorState>
    );
  if (people.length === 0)
    return (
      <EmptyState
        icon={Lamp}
        title={t("reel.nobody")}
        action={<ButtonLink to="/meet">{t("reel.meet")}</ButtonLink>}
      >
        {t("reel.nobodyText")}
      </EmptyState>
    );
  return (
    <ul aria-label={t("reel.title")} className="grid grid-cols-2 gap-3.5 sm:grid-cols-3">
      {people.map((present) => (
        <Tile key={present.userId} present={present} onInvite={onInvite} />
      ))}
    </ul>
  );
}

function Tile({ present, onInvite }: { present: Present; onInvite: (present: Present) => void }) {
  const { t } = useTranslation("dates");
  const words = useWords();
  const { card } = present;
  const [reason] = useReasons()(present);
  const name = card.displayName;
  const fact = reason ?? words.distance(card.distanceKm) ?? card.city?.name;
  return (
    <li className="relative isolate flex aspect-3/4 animate-rise flex-col justify-end overflow-clip rounded-picture bg-line text-on-picture">
      <div className="absolute inset-0 -z-2">
        <Face person={card} sizes="(min-width: 40rem) 15rem, 50vw" />
      </div>
      <div aria-hidden className="absolute inset-x-0 bottom-0 -z-1 h-4/5 nightfall" />
      <div className="flex flex-col gap-2 p-3.5">
        <div>
          <h3 className="truncate font-title text-lg">
            {name}
            {card.age !== null && `, ${card.age}`}
            <DemoMark of={card} />
            {card.isVerified && (
              <BadgeCheck
                aria-label={t("reel.verified")}
                className="ms-1.5 inline size-4.5 align-[-0.15em]"
                strokeWidth={1.75}
              />
            )}
          </h3>
          {fact !== undefined && <p className="truncate text-sm">{fact}</p>}
        </div>
        <Button
          variant="primary"
          icon={Hourglass}
          wide
          aria-label={t("reel.inviteName", { name })}
          onClick={() => {
            onInvite(present);
          }}
        >
          {t("reel.invite")}
        </Button>
      </div>
    </li>
  );
}

/** Why the two of you see each other, all of it. */
export function Why({ present }: { present: Present }) {
  const { t } = useTranslation("dates");
  const reasons = useReasons()(present);
  if (reasons.length === 0) return null;
  return (
    <ul aria-label={t("reel.reasons")} className="flex flex-wrap gap-2">
      {reasons.map((reason) => (
        <li key={reason}>
          <Chip tone="ember">{reason}</Chip>
        </li>
      ))}
    </ul>
  );
}
