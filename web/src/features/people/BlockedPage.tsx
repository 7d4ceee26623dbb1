import { useInfiniteQuery } from "@tanstack/react-query";
import { Flag, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import type { Schemas } from "@/lib/api";
import { askToReport } from "@/lib/reporting";
import { exactTime, timeAgo } from "@/lib/time";
import { Avatar } from "@/ui/Avatar";
import { Button, IconButton } from "@/ui/Button";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState, ErrorState } from "@/ui/States";
import { showToast } from "@/ui/toast";
import { useBlocking } from "./blocking";
import { useExplain } from "./change";
import { blocksQuery } from "./queries";

type Blocked = Schemas["Blocked"];

export function BlockedPage() {
  const { t } = useTranslation("people");
  return (
    <SubPage title={t("blocked.title")} lead={t("blocked.lead")}>
      <BlockedList />
    </SubPage>
  );
}

function BlockedList() {
  const { t } = useTranslation("people");
  const explain = useExplain();
  const { data, error, isFetching, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(blocksQuery);
  if (error && !data)
    return (
      <ErrorState
        title={t("blocked.failed")}
        retrying={isFetching}
        onRetry={() => {
          void refetch();
        }}
      >
        {explain(error)}
      </ErrorState>
    );
  if (data === undefined) return <Skeleton className="h-16" />;
  const people = data.pages.flatMap(({ items }) => items);
  if (people.length === 0)
    return (
      <EmptyState icon={ShieldCheck} title={t("blocked.nobody")}>
        {t("blocked.nobodyText")}
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-5">
      <ul className="divide-y overflow-clip rounded-card border bg-card">
        {people.map((person) => (
          <Row key={person.id} person={person} />
        ))}
      </ul>
      {hasNextPage && (
        <div>
          <Button loading={isFetching} onClick={() => void fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Row({ person }: { person: Blocked }) {
  const { t, i18n } = useTranslation("people");
  const { block, unblock } = useBlocking();
  const [busy, setBusy] = useState(false);
  const { id, displayName: name, blockedAt } = person;
  const free = async () => {
    setBusy(true);
    const isDone = await unblock(person);
    setBusy(false);
    if (isDone)
      showToast({
        message: t("blocked.freed", { name }),
        action: { label: t("undo"), onSelect: () => void block(person) },
      });
  };
  return (
    <li className="flex items-center gap-4 px-5 py-3.5">
      <Avatar person={{ id, name }} decorative />
      <div className="min-w-0 grow">
        <p className="truncate font-strong">{name}</p>
        <p className="text-sm text-soft">
          <time dateTime={blockedAt} title={exactTime(blockedAt, i18n.language)}>
            {t("blocked.since", { ago: timeAgo(blockedAt, i18n.language) })}
          </time>
        </p>
      </div>
      <IconButton
        size="sm"
        icon={Flag}
        label={t("blocked.reportName", { name })}
        onClick={() => {
          askToReport({ userId: id, name, subject: { kind: "profile" }, isBlocked: true });
        }}
      />
      <Button
        size="sm"
        loading={busy}
        aria-label={t("blocked.freeName", { name })}
        onClick={() => void free()}
      >
        {t("blocked.free")}
      </Button>
    </li>
  );
}
