import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { findSession, isSomebodyHere, signedIn, userChanged } from "@/lib/session";
import { ButtonLink } from "@/ui/Link";
import { Spinner } from "@/ui/Spinner";
import { showToast } from "@/ui/toast";
import { DoorPage } from "./DoorPage";
import { finishSignIn, journeyOf, takeAnswer, type Newcomer, type ProviderAnswer } from "./journey";
import { NewcomerPage } from "./NewcomerPage";
import { useProblem } from "./useProblem";

const HOME = "/you";
const BEGINNING = "/start";

type Outcome = { linked: string } | { entered: true } | { newcomer: Newcomer };

async function signIn(provider: string, answer: ProviderAnswer): Promise<Outcome> {
  const found = await finishSignIn(provider, answer);
  if ("registrationToken" in found) return { newcomer: found };
  signedIn(found);
  return { entered: true };
}

async function link(provider: string, answer: ProviderAnswer): Promise<Outcome> {
  const params = { path: { provider } };
  const { name } = await unwrap(api.POST("/api/auth/identities/{provider}/finish", { params, body: answer }));
  // A guest has become permanent by it.
  if (isSomebodyHere() && (await findSession()).state === "in")
    userChanged((await unwrap(api.GET("/api/auth/me"))).user);
  return { linked: name };
}

/** An answer is good once, and signing in makes all queries begin anew. */
const finished = new Map<string, Promise<Outcome>>();

function finishOnce(state: string, finish: () => Promise<Outcome>): Promise<Outcome> {
  const outcome = finished.get(state) ?? finish();
  finished.set(state, outcome);
  return outcome;
}

/** Where a provider sends people back to. */
export function ReturnPage() {
  const { t } = useTranslation("accounts");
  const { provider } = useParams({ strict: false });
  const navigate = useNavigate();
  const inWords = useProblem();
  const [answer] = useState(takeAnswer);
  const [{ intent, to }] = useState(journeyOf);
  // A query and not a mutation, because coming back is all there is to do, and an answer is good once.
  const { data, error } = useQuery({
    queryKey: ["comeBack", answer?.state],
    queryFn: () =>
      answer && provider !== undefined
        ? finishOnce(answer.state, () => (intent === "link" ? link : signIn)(provider, answer))
        : Promise.reject(new Error(t("return.noAnswer"))),
    retry: false,
    staleTime: Infinity,
    refetchOnReconnect: false,
  });
  useEffect(() => {
    if (data === undefined || "newcomer" in data) return;
    if ("linked" in data) showToast({ message: t("identities.linked", { name: data.linked }), tone: "done" });
    void navigate({ href: to ?? HOME, replace: true });
  }, [data, navigate, t, to]);
  if (data && "newcomer" in data) return <NewcomerPage newcomer={data.newcomer} to={to ?? BEGINNING} />;
  if (error)
    return (
      <DoorPage key="failed" focus title={t("return.failedTitle")} lead={inWords(error)}>
        <div>
          <ButtonLink to={intent === "link" ? "/you/security" : "/sign-in"} variant="primary" size="lg">
            {t(intent === "link" ? "return.back" : "return.again")}
          </ButtonLink>
        </div>
      </DoorPage>
    );
  return (
    <DoorPage key="checking" title={t("return.checking")} lead={t("return.checkingText")}>
      <Spinner />
    </DoorPage>
  );
}
