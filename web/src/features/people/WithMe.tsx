import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorState } from "@/ui/States";
import { useExplain, useWishes, withWishes } from "./change";
import { useLivePeople } from "./live";
import { meQuery, type Me } from "./queries";

/** What needs one's own profile: waits for it, and says so when it does not come. */
export function WithMe({ children }: { children: (me: Me) => ReactNode }) {
  const { t } = useTranslation("people");
  const explain = useExplain();
  const { data, error, isFetching, refetch } = useQuery(meQuery);
  const wishes = useWishes();
  useLivePeople();
  if (data !== undefined) return children(withWishes(data, wishes));
  if (error !== null)
    return (
      <ErrorState
        title={t("meFailed")}
        retrying={isFetching}
        onRetry={() => {
          void refetch();
        }}
      >
        {explain(error)}
      </ErrorState>
    );
  return (
    <div role="status" aria-label={t("loading")} className="flex flex-col gap-4">
      <Skeleton className="h-9 w-48" />
      <Skeleton shape="picture" className="h-80" />
    </div>
  );
}
