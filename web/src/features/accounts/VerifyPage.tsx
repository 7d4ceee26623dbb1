import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ApiError, unwrap } from "@/lib/api";
import { currentSession, findSession, isSomebodyHere, userChanged } from "@/lib/session";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { Spinner } from "@/ui/Spinner";
import { DoorPage } from "./DoorPage";
import { useLinkToken } from "./linkToken";

async function confirm(token: string) {
  await unwrap(api.POST("/api/auth/email/verify", { body: { token } }));
  if (!isSomebodyHere()) return true;
  await findSession()
    .then(async ({ state }) => {
      if (state === "in") userChanged((await unwrap(api.GET("/api/auth/me"))).user);
    })
    .catch(() => undefined);
  return true;
}

export function VerifyPage() {
  const { t } = useTranslation("accounts");
  const token = useLinkToken();
  // A query and not a mutation, because opening the page is all there is to do, and once is enough.
  const { isSuccess, error, isFetching, refetch } = useQuery({
    queryKey: ["verifyEmail", token],
    queryFn: () => confirm(token),
    enabled: token !== "",
    retry: false,
    staleTime: Infinity,
    refetchOnReconnect: false,
  });
  const goIn = (
    <div>
      <ButtonLink to={currentSession().state === "in" ? "/you" : "/sign-in"} variant="primary" size="lg">
        {t("verify.goIn")}
      </ButtonLink>
    </div>
  );
  if (isSuccess)
    return (
      <DoorPage key="done" focus title={t("verify.doneTitle")} lead={t("verify.doneText")}>
        {goIn}
      </DoorPage>
    );
  if (token === "" || (error instanceof ApiError && (error.status === 410 || error.status === 400)))
    return (
      <DoorPage key="gone" focus title={t("verify.goneTitle")} lead={t("verify.goneText")}>
        {goIn}
      </DoorPage>
    );
  if (error)
    return (
      <DoorPage key="failed" focus title={t("verify.failedTitle")} lead={t("verify.failedText")}>
        <div>
          <Button
            variant="primary"
            size="lg"
            loading={isFetching}
            onClick={() => {
              void refetch();
            }}
          >
            {t("verify.tryAgain")}
          </Button>
        </div>
      </DoorPage>
    );
  return (
    <DoorPage key="checking" title={t("verify.checking")} lead={t("verify.checkingText")}>
      <Spinner />
    </DoorPage>
  );
}
