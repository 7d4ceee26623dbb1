import { lazy, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "@/ui/toast";
import { CallBar } from "./CallBar";
import { onMissed, useMyCalls } from "./engine/mine";
import { Incoming } from "./Incoming";
import { Voices } from "./Voices";
import { CallsContext, useStay } from "./useCalls";

const importScreen = () => import("./CallScreen");
const CallScreen = lazy(importScreen);

/** What is around every page for the sake of calls: it rings, it goes on, and it can be gone back to. */
export function CallLayer() {
  const mine = useMyCalls();
  const isIdle = mine === null || mine.view.phase === "idle";
  useMissed();
  useStay(!isIdle && mine.view.own !== null && mine.view.own.stage === "in");
  useEffect(() => {
    // It should be there by the time that somebody has answered.
    if (!isIdle) importScreen().catch(() => undefined);
  }, [isIdle]);
  if (mine === null) return null;
  const { own } = mine.view;
  return (
    <CallsContext value={mine}>
      <CallBar />
      <Voices peers={mine.view.peers} chosen={mine.view.chosen} />
      {own !== null && (
        <Suspense>
          <CallScreen />
        </Suspense>
      )}
      <Incoming />
    </CallsContext>
  );
}

function useMissed() {
  const { t } = useTranslation("calls");
  useEffect(
    () =>
      onMissed((call) => {
        const name = call.people.find(({ id }) => id === call.startedBy)?.displayName ?? t("somebody");
        const isGroup = call.members.length > 2;
        showToast({ message: isGroup ? t("incoming.missedGroup") : t("incoming.missed", { name }) });
      }),
    [t],
  );
}
