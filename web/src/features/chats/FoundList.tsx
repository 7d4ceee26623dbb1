import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Skeleton } from "@/ui/Skeleton";
import type { Message } from "./engine/types";
import { reasonOf } from "./words";

type Props = {
  found: UseInfiniteQueryResult<InfiniteData<{ items: readonly Message[] }>>;
  children: (message: Message, index: number) => ReactNode;
};

/** What a search has found so far, or why there is nothing. */
export function FoundList({ found, children }: Props) {
  const { t } = useTranslation("chats");
  const messages = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      {found.isPending && (
        <div role="status" aria-label={t("loading")} className="px-3 py-2">
          <Skeleton className="h-12" />
        </div>
      )}
      {found.isError && (
        <p role="alert" className="px-3 py-2 text-sm text-danger">
          {reasonOf(found.error, t)}
        </p>
      )}
      {found.isSuccess && messages.length === 0 && (
        <p role="status" className="px-3 py-2 text-soft">
          {t("found.nothing")}
        </p>
      )}
      <ul>
        {messages.map((message, index) => (
          <li key={message.id}>{children(message, index)}</li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button
          variant="quiet"
          wide
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          {t("found.more")}
        </Button>
      )}
    </>
  );
}
