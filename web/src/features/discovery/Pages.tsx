import type { UseInfiniteQueryResult, InfiniteData } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/lib/useExplain";
import { Button } from "@/ui/Button";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorState } from "@/ui/States";

type Page<Item> = { items: readonly Item[] };
type PagesProps<Item> = {
  query: UseInfiniteQueryResult<InfiniteData<Page<Item>>>;
  empty: ReactNode;
  children: (items: readonly Item[]) => ReactNode;
};

/** A list that comes page by page: what is there, that there is nothing, or that it could not be had. */
export function Pages<Item>({ query, empty, children }: PagesProps<Item>) {
  const { t } = useTranslation("discovery");
  const explain = useExplain();
  const { data, error, isFetching, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  if (data === undefined)
    return error === null ? (
      <div role="status" aria-label={t("loading")} className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <Skeleton shape="picture" className="aspect-4/5" />
        <Skeleton shape="picture" className="aspect-4/5" />
      </div>
    ) : (
      <ErrorState title={t("failed")} retrying={isFetching} onRetry={() => void refetch()}>
        {explain(error)}
      </ErrorState>
    );
  const items = data.pages.flatMap((page) => page.items);
  if (items.length === 0) return empty;
  return (
    <>
      {children(items)}
      {hasNextPage && (
        <div className="flex justify-center">
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </>
  );
}
