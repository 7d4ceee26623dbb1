import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import { Ellipsis, HeartOff, Hourglass, UserRound, UsersRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import { personOf, SmallFace } from "@/features/people";
import { api, unwrap } from "@/lib/api";
import { askForDate } from "@/lib/dating";
import { useInstance } from "@/lib/instance";
import { timeAgo } from "@/lib/time";
import { useExplain } from "@/lib/useExplain";
import { IconButton } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { AlertDialog } from "@/ui/Dialog";
import { ButtonLink } from "@/ui/Link";
import { Menu } from "@/ui/Menu";
import { EmptyState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import { useNavigate } from "@tanstack/react-router";
import { useLiveDiscovery } from "./live";
import { MatchMoment } from "./MatchMoment";
import { Pages } from "./Pages";
import { FOUND, matchesQuery, type Match } from "./queries";
import { useLast } from "./useLast";

/** Those who like one another, and whose word is awaited. */
export function MatchesPage() {
  const { t } = useTranslation("discovery");
  useLiveDiscovery();
  const query = useInfiniteQuery(matchesQuery);
  const [leaving, setLeaving] = useState<Match | null>(null);
  return (
    <SubPage of="meet" title={t("matches.title")} lead={t("matches.lead")}>
      <Pages
        query={query}
        empty={
          <EmptyState
            icon={UsersRound}
            title={t("matches.nobody")}
            action={<ButtonLink to="/meet">{t("likes.look")}</ButtonLink>}
          >
            {t("matches.nobodyText")}
          </EmptyState>
        }
      >
        {(items: readonly Match[]) => (
          <ul aria-label={t("matches.title")} className="flex flex-col gap-1">
            {items.map((match) => (
              <MatchRow key={match.id} match={match} onLeave={setLeaving} />
            ))}
          </ul>
        )}
      </Pages>
      <Unmatching
        match={leaving}
        onClose={() => {
          setLeaving(null);
        }}
      />
      <MatchMoment />
    </SubPage>
  );
}

function MatchRow({ match, onLeave }: { match: Match; onLeave: (match: Match) => void }) {
  const { t, i18n } = useTranslation("discovery");
  const navigate = useNavigate();
  const { data: instance } = useInstance();
  const { user, chatId, turn, createdAt } = match;
  const name = user.displayName;
  const face = (
    <>
      <SmallFace person={user} />
      <span className="min-w-0 grow">
        <span className="block truncate font-strong">
          {name}
          {user.age !== null && `, ${user.age}`}
        </span>
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-soft">
          {chatId !== null && turn !== "theirs" && (
            <Chip tone={turn === "mine" ? "ember" : "plain"}>{t(`turn.${turn}`)}</Chip>
          )}
          {t("matches.since", { when: timeAgo(createdAt, i18n.language) })}
        </span>
      </span>
    </>
  );
  const row = "flex min-h-18 min-w-0 grow items-center gap-4 rounded-button px-3 py-2 hover:bg-ink/5";
  return (
    <li className="flex items-center gap-1">
      {chatId === null ? (
        <RouterLink to="/people/$personId" params={{ personId: user.id }} className={row}>
          {face}
        </RouterLink>
      ) : (
        <RouterLink to="/chats/$chatId" params={{ chatId }} className={row}>
          {face}
        </RouterLink>
      )}
      <Menu
        align="end"
        trigger={<IconButton icon={Ellipsis} label={t("matches.actions", { name })} />}
        items={[
          ...(instance?.features.includes("dates") === true
            ? [
                {
                  label: t("matches.date"),
                  icon: Hourglass,
                  onSelect: () => {
                    askForDate(personOf(user));
                  },
                },
              ]
            : []),
          {
            label: t("openProfile", { name }),
            icon: UserRound,
            onSelect: () => void navigate({ to: "/people/$personId", params: { personId: user.id } }),
          },
          {
            label: t("unmatch.title", { name }),
            icon: HeartOff,
            danger: true,
            startsGroup: true,
            onSelect: () => {
              onLeave(match);
            },
          },
        ]}
      />
    </li>
  );
}

function Unmatching({ match, onClose }: { match: Match | null; onClose: () => void }) {
  const { t } = useTranslation("discovery");
  const explain = useExplain();
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const name = useLast(match)?.user.displayName ?? "";
  const unmatch = async () => {
    if (match === null) return;
    setIsBusy(true);
    try {
      await unwrap(api.DELETE("/api/matches/{match_id}", { params: { path: { match_id: match.id } } }));
      await queryClient.invalidateQueries({ queryKey: FOUND });
      onClose();
      showToast({ message: t("unmatch.done", { name }), tone: "done" });
    } catch (error) {
      showToast({ message: explain(error), tone: "problem" });
    }
    setIsBusy(false);
  };
  return (
    <AlertDialog
      open={match !== null}
      onClose={onClose}
      title={t("unmatch.title", { name })}
      description={t("unmatch.text", { name })}
      confirmLabel={t("unmatch.do")}
      danger
      busy={isBusy}
      onConfirm={() => void unmatch()}
    />
  );
}
