import { ChevronLeft, Square, Trash2, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { clock, useObjectUrl, VoicePlayer, Waveform, type Recording } from "@/features/media";
import { IconButton } from "@/ui/Button";
import type { Voice } from "./useVoice";

/** What is said of the time that is left once it becomes little, in seconds. */
const LITTLE_LEFT = 30;
/** So many levels are to be seen while it records. */
const SEEN = 48;

/** Stands where the text field was, while somebody talks and until it is sent. `VoiceButton` beside it sends. */
export function VoiceBar({ voice }: { voice: Voice }) {
  const { t } = useTranslation("chatParts");
  const { state, isHeld } = voice;
  const cancel = <IconButton icon={Trash2} label={t("voice.cancel")} onClick={voice.cancel} />;
  switch (state.step) {
    case "idle":
      return null;
    case "failed":
      return (
        <div className="flex min-w-0 grow items-center gap-2 rounded-message bg-danger-wash py-1 ps-4 pe-1 text-sm text-danger">
          <p role="alert" className="grow py-1.5">
            {t(`voice.problem.${state.problem}`)}
          </p>
          <IconButton icon={X} label={t("voice.dismiss")} onClick={voice.cancel} />
        </div>
      );
    case "asking":
      return (
        <div className="flex min-w-0 grow items-center gap-2">
          {cancel}
          <p role="status" className="min-w-0 grow text-sm text-soft">
            {t("voice.asking")}
          </p>
        </div>
      );
    case "preview":
      return (
        <div className="flex min-w-0 grow items-center gap-1">
          {cancel}
          <Preview recording={state.recording} />
        </div>
      );
    case "recording":
    case "finishing":
      return (
        <div
          role="group"
          aria-label={t("voice.recording")}
          className="flex min-w-0 grow items-center gap-2.5"
        >
          {!isHeld && cancel}
          <span aria-hidden className="ms-1.5 size-2.5 shrink-0 animate-breathe rounded-full bg-danger" />
          <span role="timer" className="shrink-0 text-sm tabular-nums">
            {voice.longest - state.seconds < LITTLE_LEFT
              ? t("voice.left", { time: clock(voice.longest - state.seconds) })
              : clock(state.seconds)}
          </span>
          <span className="min-w-0 grow">
            <Waveform peaks={lastOf(state.levels)} played={1} />
          </span>
          {isHeld ? (
            <span className="flex shrink-0 items-center pe-4 text-sm text-soft">
              <ChevronLeft aria-hidden className="size-4" strokeWidth={1.75} />
              {t("voice.slide")}
            </span>
          ) : (
            <StopButton label={t("voice.stop")} isBusy={state.step === "finishing"} onClick={voice.listen} />
          )}
        </div>
      );
  }
}

function StopButton({ label, isBusy, onClick }: { label: string; isBusy: boolean; onClick: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Whoever began from the keyboard ends there: the place of the focus was the text field, which is gone.
    if (document.activeElement === document.body) button.current?.focus();
  }, []);
  return (
    <button
      ref={button}
      type="button"
      aria-label={label}
      disabled={isBusy}
      onClick={onClick}
      className="grid size-touch shrink-0 press place-items-center rounded-full text-danger hover:bg-ink/7"
    >
      <Square aria-hidden className="size-4.5" fill="currentColor" strokeWidth={0} />
    </button>
  );
}

/** The newest come in from the right. */
function lastOf(levels: readonly number[]): number[] {
  const seen = levels.slice(-SEEN).map((level) => level * 100);
  return [...Array<number>(SEEN - seen.length).fill(0), ...seen];
}

function Preview({ recording }: { recording: Recording }) {
  const { t } = useTranslation("chatParts");
  const url = useObjectUrl(recording.content);
  if (url === undefined) return null;
  return (
    <div className="min-w-0 grow [&>[role=group]]:min-w-0!">
      <VoicePlayer
        url={url}
        label={t("voice.preview")}
        seconds={recording.seconds}
        waveform={recording.waveform}
        hasRates={false}
      />
    </div>
  );
}
