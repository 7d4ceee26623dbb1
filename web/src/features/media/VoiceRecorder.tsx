import { Mic, SendHorizontal, Square, Trash2 } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { openMicrophone } from "./microphone";
import { Recorder, type Recording } from "./recorder";
import { useObjectUrl } from "./useObjectUrl";
import { VoicePlayer } from "./VoicePlayer";
import { Waveform } from "./Waveform";
import { clock } from "./words";

type Props = {
  /** The person wants to send it. */
  onSend: (recording: Recording) => void;
  /** In seconds. */
  longest?: number;
};

/** What is said of the time that is left once it becomes little. */
const LITTLE_LEFT = 30;
/** So many levels are to be seen while it records. */
const SEEN = 64;

/** Records a voice message; it can be heard before it is sent, and thrown away at any time. */
export function VoiceRecorder({ onSend, longest = 600 }: Props) {
  const { t } = useTranslation("media");
  const [recorder] = useState(() => new Recorder(openMicrophone, longest));
  const state = useSyncExternalStore(recorder.subscribe, recorder.state);
  const stop = useRef<HTMLButtonElement>(null);
  useEffect(
    () => () => {
      recorder.cancel();
    },
    [recorder],
  );
  useEffect(() => {
    // The button that was pressed is gone: its place is that of the one that stops.
    if (state.step === "recording") stop.current?.focus();
  }, [state.step]);
  const cancel = (
    <IconButton
      icon={Trash2}
      label={t("voice.cancel")}
      onClick={() => {
        recorder.cancel();
      }}
    />
  );
  switch (state.step) {
    case "idle":
    case "failed":
      return (
        <div className="flex flex-col items-start gap-3">
          {state.step === "failed" && (
            <p role="alert" className="w-full rounded-message bg-danger-wash px-4 py-3 text-sm text-danger">
              {t(`device.${state.problem}`)}
            </p>
          )}
          <Button icon={Mic} onClick={() => void recorder.start()}>
            {state.step === "failed" ? t("device.retry") : t("voice.record")}
          </Button>
        </div>
      );
    case "asking":
      return (
        <div className="flex items-center gap-3">
          <p role="status" className="grow text-soft">
            {t("voice.asking")}
          </p>
          {cancel}
        </div>
      );
    case "recording":
    case "finishing":
      return (
        <div role="group" aria-label={t("voice.recording")} className="flex items-center gap-3">
          {cancel}
          <span aria-hidden className="size-2.5 shrink-0 animate-breathe rounded-full bg-danger" />
          <span role="timer" className="shrink-0 text-sm tabular-nums">
            {longest - state.seconds < LITTLE_LEFT
              ? t("voice.left", { time: clock(longest - state.seconds) })
              : clock(state.seconds)}
          </span>
          <span className="min-w-0 grow">
            <Waveform peaks={lastOf(state.levels)} played={1} />
          </span>
          <button
            ref={stop}
            type="button"
            aria-label={t("voice.stop")}
            disabled={state.step === "finishing"}
            onClick={() => void recorder.stop()}
            className="grid size-touch shrink-0 press place-items-center rounded-full bg-ember text-on-ember hover:bg-ember-ink"
          >
            <Square aria-hidden className="size-4" fill="currentColor" strokeWidth={0} />
          </button>
        </div>
      );
    case "preview":
      return (
        <div className="flex items-center gap-2">
          {cancel}
          <Preview recording={state.recording} />
          <IconButton
            variant="primary"
            icon={SendHorizontal}
            label={t("voice.send")}
            onClick={() => {
              onSend(state.recording);
              recorder.cancel();
            }}
          />
        </div>
      );
  }
}

/** The newest come in from the right. */
function lastOf(levels: readonly number[]): number[] {
  const seen = levels.slice(-SEEN).map((level) => level * 100);
  return [...Array<number>(SEEN - seen.length).fill(0), ...seen];
}

function Preview({ recording }: { recording: Recording }) {
  const { t } = useTranslation("media");
  const url = useObjectUrl(recording.content);
  if (url === undefined) return null;
  return (
    <VoicePlayer
      url={url}
      label={t("voice.preview")}
      seconds={recording.seconds}
      waveform={recording.waveform}
      hasRates={false}
    />
  );
}
