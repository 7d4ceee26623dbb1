import { Pause, Play } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import "./soloPlay";
import { Waveform } from "./Waveform";
import { clock } from "./words";

type Props = {
  url: string;
  /** Whose it is, such as "Voice message from Mara". */
  label: string;
  seconds: number;
  /** 64 peaks from 0 to 100. */
  waveform: readonly number[];
  onBroken?: () => void;
  /** One can hear it faster. */
  hasRates?: boolean;
};

const RATES = [1, 1.5, 2] as const;
const SEEK_SECONDS = 5;
const FLAT: readonly number[] = Array<number>(64).fill(0);

/** Plays what somebody said. One can go to any place in it, and hear it faster. */
export function VoicePlayer({ url, label, seconds, waveform, onBroken, hasRates = true }: Props) {
  const { t } = useTranslation("media");
  const { audio, position, isPlaying, seek, toggle, rate, nextRate } = usePlayer(seconds);
  const played = seconds > 0 ? Math.min(1, position / seconds) : 0;
  const Icon = isPlaying ? Pause : Play;
  return (
    <div role="group" aria-label={label} className="flex w-full min-w-52 items-center gap-3">
      {/* eslint-disable-next-line jsx-a11y-x/media-has-caption -- it is what somebody said, and nobody wrote it down */}
      <audio ref={audio} src={url} preload="none" onError={onBroken} />
      <button
        type="button"
        aria-label={isPlaying ? t("voice.pause") : t("voice.play")}
        onClick={toggle}
        className="grid size-touch shrink-0 press place-items-center rounded-full bg-ember text-on-ember hover:bg-ember-ink"
      >
        <Icon
          aria-hidden
          className={cx("size-5", !isPlaying && "ms-0.5")}
          fill="currentColor"
          strokeWidth={0}
        />
      </button>
      <span className="min-w-0 grow">
        <span className="relative block rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ember-ink">
          <Waveform peaks={waveform.length > 0 ? waveform : FLAT} played={played} />
          <input
            type="range"
            aria-label={t("voice.position")}
            aria-valuetext={t("voice.of", { at: clock(position), all: clock(seconds) })}
            min={0}
            max={seconds}
            step="any"
            value={Math.min(position, seconds)}
            onChange={({ target }) => {
              seek(target.valueAsNumber);
            }}
            onKeyDown={(event) => {
              const to = seekByKey(event, position, seconds);
              if (to === null) return;
              event.preventDefault();
              seek(to);
            }}
            className="absolute inset-x-0 -inset-y-1.5 h-touch w-full cursor-pointer opacity-0"
          />
        </span>
        <span className="mt-0.5 flex justify-between text-xs text-soft tabular-nums">
          {clock(isPlaying || position > 0 ? position : seconds)}
        </span>
      </span>
      {hasRates && (
        <button
          type="button"
          aria-label={t("voice.rate", { rate })}
          onClick={nextRate}
          className="min-h-touch w-touch shrink-0 press rounded-full text-sm font-strong text-soft tabular-nums hover:text-ink"
        >
          {rate}×
        </button>
      )}
    </div>
  );
}

function seekByKey({ key }: KeyboardEvent, position: number, seconds: number): number | null {
  const step = Math.min(SEEK_SECONDS, seconds / 10);
  const targets: Record<string, number> = {
    ArrowRight: position + step,
    ArrowUp: position + step,
    ArrowLeft: position - step,
    ArrowDown: position - step,
    Home: 0,
    End: seconds,
  };
  const target = targets[key];
  return target === undefined ? null : Math.max(0, Math.min(seconds, target));
}

/** The audio element and what is shown of it. */
function usePlayer(seconds: number) {
  const audio = useRef<HTMLAudioElement>(null);
  const [position, setPosition] = useState(0);
  const [isPlaying, setIsPlaying] = useState(false);
  const [rate, setRate] = useState<(typeof RATES)[number]>(1);

  useEffect(() => {
    const element = audio.current;
    if (element === null) return;
    let frame = 0;
    const follow = () => {
      setPosition(element.currentTime);
      frame = requestAnimationFrame(follow);
    };
    const change = () => {
      cancelAnimationFrame(frame);
      setIsPlaying(!element.paused && !element.ended);
      if (element.ended) setPosition(0);
      else if (!element.paused) follow();
    };
    for (const event of ["play", "pause", "ended"]) element.addEventListener(event, change);
    return () => {
      cancelAnimationFrame(frame);
      for (const event of ["play", "pause", "ended"]) element.removeEventListener(event, change);
    };
  }, []);

  const seek = (to: number) => {
    setPosition(to);
    const element = audio.current;
    if (element !== null) element.currentTime = Math.min(to, Math.max(0, seconds - 0.05));
  };
  const toggle = () => {
    const element = audio.current;
    if (element === null) return;
    if (!element.paused) element.pause();
    // A link that has ended is renewed by `onError`, and the next press plays.
    else element.play().catch(() => undefined);
  };
  const nextRate = () => {
    const next = RATES[(RATES.indexOf(rate) + 1) % RATES.length] ?? 1;
    setRate(next);
    if (audio.current !== null) audio.current.playbackRate = next;
  };
  return { audio, position, isPlaying, seek, toggle, rate, nextRate };
}
