import { useTranslation } from "react-i18next";
import type { Call } from "./engine/wire";
import { useCalls, useNow } from "./useCalls";
import { clock } from "./words";

/** How the call stands, read out when it changes; its length while all is well. */
export function PhaseLine() {
  const { t } = useTranslation("calls");
  const {
    view: { phase, own, call },
  } = useCalls();
  const isAudioAsking = phase === "asking" && own?.kind === "audio";
  return (
    <>
      <span role="status" className={phase === "connected" ? "sr-only" : undefined}>
        {t(isAudioAsking ? "phase.askingAudio" : `phase.${phase}`)}
      </span>
      {phase === "connected" && call !== null && <Duration call={call} />}
    </>
  );
}

function Duration({ call }: { call: Call }) {
  const { t } = useTranslation("calls");
  const now = useNow();
  const since = Date.parse(call.answeredAt ?? call.createdAt);
  return (
    <span role="timer" aria-label={t("duration")} className="tabular-nums">
      {clock((now - since) / 1000)}
    </span>
  );
}
