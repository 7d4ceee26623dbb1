import { Link as RouterLink } from "@tanstack/react-router";
import { Heart, LayoutGrid, SlidersHorizontal, SquareStack, UsersRound, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTitle } from "@/lib/title";
import { Badge } from "@/ui/Badge";
import { IconButton } from "@/ui/Button";
import { PageHeader } from "@/ui/PageHeader";
import { FilterSheet } from "./FilterSheet";
import { useLiveDiscovery } from "./live";
import { MatchMoment } from "./MatchMoment";
import { Meeting } from "./Meeting";
import { useDeck } from "./myDeck";
import { NobodyLeft } from "./NobodyLeft";
import { likesQuery } from "./queries";
import { DeckFailed, DeckLoading } from "./States";
import { useView } from "./view";

/** Whom one could meet: one after the other, or many at a glance. */
export function MeetPage() {
  const { t } = useTranslation("discovery");
  useTitle(t("title"));
  useLiveDiscovery();
  const { deck, status } = useDeck();
  const [view, setView] = useView();
  const [isFiltering, setIsFiltering] = useState(false);
  useEffect(() => {
    void deck.fill();
  }, [deck]);
  const other = view === "deck" ? "grid" : "deck";
  return (
    <div className="mx-auto flex min-h-0 w-full max-w-3xl grow flex-col gap-4 px-5 pt-5 pb-4 sm:px-8 rail:pt-8">
      <PageHeader
        title={t("title")}
        actions={
          <>
            <IconButton
              icon={view === "deck" ? LayoutGrid : SquareStack}
              label={t(`view.${other}`)}
              onClick={() => {
                setView(other);
              }}
            />
            <LikesLink />
            <PlaceLink to="/meet/matches" icon={UsersRound} label={t("matches.title")} />
            <IconButton
              icon={SlidersHorizontal}
              label={t("filters.open")}
              onClick={() => {
                setIsFiltering(true);
              }}
            />
          </>
        }
      />
      {status === "loading" && <DeckLoading />}
      {status === "failed" && <DeckFailed />}
      {status === "empty" && (
        <NobodyLeft
          onFilter={() => {
            setIsFiltering(true);
          }}
        />
      )}
      <Meeting view={view} />
      <FilterSheet
        open={isFiltering}
        onClose={() => {
          setIsFiltering(false);
        }}
      />
      <MatchMoment />
    </div>
  );
}

function LikesLink() {
  const { t } = useTranslation("discovery");
  const { data } = useInfiniteQuery(likesQuery);
  return (
    <PlaceLink to="/meet/likes" icon={Heart} label={t("likes.title")} count={data?.pages[0]?.count ?? 0} />
  );
}

type PlaceLinkProps = {
  to: "/meet/likes" | "/meet/matches";
  icon: LucideIcon;
  label: string;
  count?: number;
};

function PlaceLink({ to, icon: Icon, label, count = 0 }: PlaceLinkProps) {
  return (
    <RouterLink
      to={to}
      aria-label={label}
      className="relative grid size-touch press place-items-center rounded-full hover:bg-ink/7"
    >
      <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      {count > 0 && (
        <span className="absolute -end-0.5 -top-0.5">
          <Badge count={count} />
        </span>
      )}
    </RouterLink>
  );
}
