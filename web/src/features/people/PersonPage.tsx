import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { UserRoundX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api";
import { useTitle } from "@/lib/title";
import { ButtonLink } from "@/ui/Link";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState, ErrorState } from "@/ui/States";
import { useExplain } from "./change";
import { useLivePeople } from "./live";
import { PersonMenu } from "./PersonMenu";
import { ProfileShown } from "./ProfileShown";
import { personQuery, type Card } from "./queries";
import { asCard } from "./shown";

/** Somebody, as far as they show themselves. Who is not there, or not for one, is not there. */
export function PersonPage() {
  const { t } = useTranslation("people");
  const explain = useExplain();
  const { personId } = useParams({ from: "/shell/people/$personId" });
  const { data, error, isFetching, refetch } = useQuery(personQuery(personId));
  useLivePeople();
  useTitle(data?.displayName);
  if (error instanceof ApiError && (error.status === 404 || error.status === 400)) return <NobodyHere />;
  if (data !== undefined)
    return data.view === "own" ? (
      <ProfileShown
        card={asCard(data)}
        heading={1}
        actions={<ButtonLink to="/you/profile">{t("you.edit")}</ButtonLink>}
      />
    ) : (
      <Somebody card={data} />
    );
  if (error !== null)
    return (
      <ErrorState
        title={t("person.failed")}
        retrying={isFetching}
        onRetry={() => {
          void refetch();
        }}
      >
        {explain(error)}
      </ErrorState>
    );
  return (
    <div role="status" aria-label={t("loading")} className="grid gap-6 sm:grid-cols-[minmax(0,22rem)_1fr]">
      <Skeleton shape="picture" className="aspect-4/5 w-full" />
      <Skeleton className="h-32 w-full" />
    </div>
  );
}

function Somebody({ card }: { card: Card }) {
  return <ProfileShown card={card} heading={1} actions={<PersonMenu card={card} />} />;
}

function NobodyHere() {
  const { t } = useTranslation("people");
  useTitle(t("person.nobody"));
  return (
    <>
      <h1 tabIndex={-1} className="sr-only">
        {t("person.nobody")}
      </h1>
      <EmptyState
        icon={UserRoundX}
        title={t("person.nobody")}
        action={<ButtonLink to="/people">{t("person.find")}</ButtonLink>}
      >
        {t("person.nobodyText")}
      </EmptyState>
    </>
  );
}
