import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorState } from "@/ui/States";
import { Ago } from "./Ago";
import { eventsQuery } from "./queries";

/** What one should look at twice. */
const NOTABLE = new Set([
  "sign_in_failed",
  "second_factor_failed",
  "token_reused",
  "reset_requested",
  "password_reset",
  "recovery_code_used",
  "totp_off",
  "passkey_copied",
  "email_change_requested",
  "identity_linked",
]);

export function SecurityLog() {
  const { t } = useTranslation("accounts");
  const { data, error, isFetching, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(eventsQuery);
  if (error && !data)
    return (
      <ErrorState
        title={t("security.logFailed")}
        retrying={isFetching}
        onRetry={() => {
          void refetch();
        }}
      >
        {error.message}
      </ErrorState>
    );
  if (!data) return <Skeleton className="h-40" />;
  return (
    <>
      <ol className="ms-1.5 border-s">
        {data.pages
          .flatMap(({ items }) => items)
          .map(({ id, kind, device, address, createdAt }) => (
            <li key={id} className="relative ps-6 pb-5 last:pb-1">
              <span
                aria-hidden
                className={cx(
                  "absolute -start-1.5 top-1.5 size-3 rounded-full border-2 border-paper",
                  NOTABLE.has(kind) ? "bg-honey" : "bg-edge",
                )}
              />
              <p className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span className="font-strong">{t(`security.events.${kind}`)}</span>
                <span className="text-sm text-soft">
                  <Ago at={createdAt} />
                </span>
              </p>
              <p className="text-sm wrap-anywhere text-soft">{t("security.from", { device, address })}</p>
            </li>
          ))}
      </ol>
      {hasNextPage && (
        <div className="mt-4">
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("security.older")}
          </Button>
        </div>
      )}
    </>
  );
}
