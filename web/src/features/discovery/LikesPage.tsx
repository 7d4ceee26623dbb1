import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Heart, Sparkles, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DemoMark } from "@/ui/DemoMark";
import { Link as RouterLink } from "@tanstack/react-router";
import { SubPage } from "@/features/accounts";
import { Face } from "@/features/people";
import { useExplain } from "@/lib/useExplain";
import { Button, IconButton } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { EmptyState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import { useLiveDiscovery } from "./live";
import { MatchMoment } from "./MatchMoment";
import { judgeBeside } from "./myDeck";
import { Pages } from "./Pages";
import { FOUND, likesQuery, type Kind, type Like } from "./queries";

/** Those who like one, and wait for a word. */
export function LikesPage() {
  const { t } = useTranslation("discovery");
  useLiveDiscovery();
  const query = useInfiniteQuery(likesQuery);
  return (
    <SubPage of="meet" title={t("likes.title")} lead={t("likes.lead")}>
      <Pages
        query={query}
        empty={
          <EmptyState
            icon={Heart}
            title={t("likes.nobody")}
            action={<ButtonLink to="/meet">{t("likes.look")}</ButtonLink>}
          >
            {t("likes.nobodyText")}
          </EmptyState>
        }
      >
        {(items: readonly Like[]) => (
          <ul aria-label={t("likes.title")} className="grid grid-cols-2 gap-4 sm:grid-cols-3">
            {items.map((like) => (
              <LikeTile key={like.user.id} like={like} />
            ))}
          </ul>
        )}
      </Pages>
      <MatchMoment />
    </SubPage>
  );
}

function LikeTile({ like: { user, kind, note } }: { like: Like }) {
  const { t } = useTranslation("discovery");
  const explain = useExplain();
  const queryClient = useQueryClient();
  const [saying, setSaying] = useState<Kind | null>(null);
  const name = user.displayName;
  const say = async (word: Kind) => {
    setSaying(word);
    try {
      await judgeBeside({ userId: user.id, kind: word });
      await queryClient.invalidateQueries({ queryKey: FOUND });
    } catch (error) {
      showToast({ message: explain(error), tone: "problem" });
    }
    setSaying(null);
  };
  return (
    <li className="flex flex-col overflow-clip rounded-picture border bg-card">
      <RouterLink
        to="/people/$personId"
        params={{ personId: user.id }}
        className="relative isolate block aspect-4/5 bg-line text-on-picture"
      >
        <span className="absolute inset-0 -z-2">
          <Face person={user} sizes="(min-width: 40rem) 15rem, 100vw" />
        </span>
        <span aria-hidden className="absolute inset-x-0 bottom-0 -z-1 h-3/4 nightfall" />
        <span className="absolute inset-x-0 bottom-0 truncate p-3.5 font-title text-lg">
          {name}
          {user.age !== null && `, ${user.age}`}
          <DemoMark of={user} />
        </span>
      </RouterLink>
      {kind === "superlike" && (
        <p className="flex gap-2 px-3.5 pt-3 text-sm wrap-anywhere">
          <Sparkles
            aria-label={t("action.superlike")}
            className="mt-0.5 size-4 shrink-0 text-dusk"
            strokeWidth={1.75}
          />
          {note ?? t("likes.superlike")}
        </p>
      )}
      <div className="mt-auto flex items-center justify-between gap-2 p-3">
        <IconButton
          variant="secondary"
          icon={X}
          label={t("passOf", { name })}
          disabled={saying !== null}
          onClick={() => void say("pass")}
        />
        <Button
          variant="primary"
          icon={Heart}
          aria-label={t("likeOf", { name })}
          loading={saying === "like"}
          disabled={saying === "pass"}
          onClick={() => void say("like")}
        >
          {t("action.like")}
        </Button>
      </div>
    </li>
  );
}
