import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import {
  ArrowDownLeft,
  ArrowUpRight,
  Hourglass,
  Phone,
  PhoneMissed,
  UsersRound,
  Video,
  type LucideIcon,
} from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import { onLive } from "@/lib/live";
import { exactTime, lengthInWords, timeAgo } from "@/lib/time";
import { useExplain } from "@/lib/useExplain";
import { Avatar } from "@/ui/Avatar";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { ButtonLink } from "@/ui/Link";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState, ErrorState } from "@/ui/States";
import { useMyCalls } from "./engine/mine";
import { PastDate } from "./PastDate";
import { historyQuery, type Past } from "./queries";
import { faceOf } from "./words";

/** The calls that one has had, the latest first. */
export function CallsPage() {
  const { t } = useTranslation("calls");
  return (
    <SubPage title={t("history.title")} lead={t("history.lead")}>
      <History />
    </SubPage>
  );
}

function History() {
  const { t } = useTranslation("calls");
  const explain = useExplain();
  const query = useInfiniteQuery(historyQuery);
  const queryClient = useQueryClient();
  useEffect(
    () => onLive("call:ended", () => void queryClient.invalidateQueries({ queryKey: historyQuery.queryKey })),
    [queryClient],
  );
  const { data, error, isFetching, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (data === undefined)
    return error === null ? (
      <div role="status" aria-label={t("history.loading")} className="flex flex-col gap-3">
        <Skeleton shape="message" className="h-16" />
        <Skeleton shape="message" className="h-16" />
      </div>
    ) : (
      <ErrorState title={t("history.failed")} retrying={isFetching} onRetry={() => void refetch()}>
        {explain(error)}
      </ErrorState>
    );
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0)
    return (
      <EmptyState
        icon={Phone}
        title={t("history.none")}
        action={<ButtonLink to="/chats">{t("history.toChats")}</ButtonLink>}
      >
        {t("history.noneText")}
      </EmptyState>
    );
  return (
    <>
      <ul aria-label={t("history.title")} className="flex flex-col gap-1">
        {items.map((past) => (
          <Row key={past.sessionId} past={past} />
        ))}
      </ul>
      {hasNextPage && (
        <div className="flex justify-center">
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("history.more")}
          </Button>
        </div>
      )}
    </>
  );
}

/** Nobody talked, and it was not oneself who did not want to. */
const isMissed = ({ direction, durationSeconds, reason }: Past) =>
  direction === "in" && durationSeconds === 0 && reason !== "rejected";

function useOutcome() {
  const { t, i18n } = useTranslation("calls");
  return (past: Past): string => {
    if (past.durationSeconds > 0) return lengthInWords(past.durationSeconds, i18n.language);
    if (isMissed(past)) return t("history.missed");
    if (past.reason === "rejected") return t("history.declined");
    return past.reason === "busy" ? t("history.busy") : t("history.noAnswer");
  };
}

function Row({ past }: { past: Past }) {
  const { t, i18n } = useTranslation("calls");
  const outcome = useOutcome();
  const { peer, chatId, kind, direction, startedAt } = past;
  const missed = isMissed(past);
  const Way: LucideIcon =
    past.origin !== "call"
      ? Hourglass
      : missed
        ? PhoneMissed
        : direction === "in"
          ? ArrowDownLeft
          : ArrowUpRight;
  const name = peer?.displayName ?? t("history.groupCall");
  const content = (
    <>
      {peer === null ? (
        <span className="grid size-11 shrink-0 place-items-center rounded-full bg-ember-wash text-ember-ink">
          <UsersRound aria-hidden className="size-5" strokeWidth={1.75} />
        </span>
      ) : (
        <Avatar person={faceOf(peer)} decorative />
      )}
      <span className="min-w-0 grow">
        <span className="block truncate font-strong">{name}</span>
        <span className={cx("flex items-center gap-1.5 text-sm", missed ? "text-danger" : "text-soft")}>
          <Way
            role="img"
            aria-label={t(past.origin === "call" ? `history.${direction}` : "history.date.one")}
            className="size-4 shrink-0"
            strokeWidth={2}
          />
          <span className="truncate">
            {`${past.origin === "call" ? t(`kind.${kind}`) : t(`history.date.${past.origin}`)} · ${outcome(past)}`}
          </span>
        </span>
      </span>
      <time
        dateTime={startedAt}
        title={exactTime(startedAt, i18n.language)}
        className="shrink-0 text-sm text-soft"
      >
        {timeAgo(startedAt, i18n.language)}
      </time>
    </>
  );
  const row = "flex min-h-16 min-w-0 grow items-center gap-3.5 rounded-button px-3 py-2";
  return (
    <li className="flex flex-wrap items-center gap-1">
      {chatId === null ? (
        <div className={row}>{content}</div>
      ) : (
        <RouterLink to="/chats/$chatId" params={{ chatId }} className={cx(row, "hover:bg-ink/5")}>
          {content}
        </RouterLink>
      )}
      {chatId !== null && <Again chatId={chatId} past={past} />}
      {past.origin !== "call" && <PastDate past={past} />}
    </li>
  );
}

function Again({ chatId, past }: { chatId: string; past: Past }) {
  const { t } = useTranslation("calls");
  const mine = useMyCalls();
  if (mine === null) return null;
  const { peer, kind } = past;
  return (
    <IconButton
      icon={kind === "video" ? Video : Phone}
      label={peer === null ? t("history.backGroup") : t("history.back", { name: peer.displayName })}
      onClick={() => {
        void mine.calls.call(chatId, kind);
      }}
    />
  );
}
