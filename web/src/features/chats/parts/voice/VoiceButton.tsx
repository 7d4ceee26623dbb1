import { Lock, Mic, SendHorizontal } from "lucide-react";
import { useRef, useState, type MouseEvent, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import type { Voice } from "./useVoice";

/** A press that is shorter than this (ms) is a tap. */
const TAP = 300;
/** So far (px) a finger goes until it has thrown the recording away, or locked it. */
const AWAY = 90;
const UP = 60;

/**
 * Hold it and talk: letting go sends, sliding to the side throws away, sliding up goes on without the finger. A tap goes
 * on without the finger too, and so do the keyboard and screen readers.
 */
export function VoiceButton({ voice }: { voice: Voice }) {
  const { t } = useTranslation("chatParts");
  const start = useRef<{ x: number; y: number; time: number } | null>(null);
  const [pull, setPull] = useState(0);
  const isLocked = voice.isActive && !voice.isHeld && voice.state.step !== "failed";

  const end = () => {
    start.current = null;
    setPull(0);
  };
  const press = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0 || isLocked) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, y: event.clientY, time: event.timeStamp };
    voice.begin(true);
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    if (start.current === null) return;
    const aside = Math.abs(clientX - start.current.x);
    const up = start.current.y - clientY;
    if (up > UP) {
      voice.lock();
      end();
    } else if (aside > AWAY) {
      voice.cancel();
      end();
    } else setPull(Math.min(0, Math.max(-AWAY, clientX - start.current.x)));
  };
  const letGo = ({ timeStamp }: PointerEvent) => {
    const begun = start.current;
    end();
    if (begun === null) return;
    // The browser's question for the microphone took the finger away.
    if (voice.state.step === "asking" || timeStamp - begun.time < TAP) voice.lock();
    else voice.send();
  };
  const click = (event: MouseEvent) => {
    if (isLocked) voice.send();
    // Without a pointer: from the keyboard, or by a screen reader.
    else if (event.detail === 0) voice.begin(false);
  };
  const Icon = isLocked ? SendHorizontal : Mic;
  const isHeld = voice.isHeld && voice.state.step === "recording";
  return (
    <span className="relative inline-flex">
      {isHeld && (
        <span
          aria-hidden
          className="pointer-events-none absolute bottom-full left-1/2 mb-6 grid size-11 -translate-x-1/2 animate-rise place-items-center rounded-full border bg-card text-soft shadow-floating"
        >
          <Lock className="size-5" strokeWidth={1.75} />
        </span>
      )}
      <button
        type="button"
        aria-label={isLocked ? t("voice.send") : t("voice.record")}
        aria-disabled={voice.state.step === "finishing" || undefined}
        onPointerDown={press}
        onPointerMove={move}
        onPointerUp={letGo}
        onPointerCancel={() => {
          if (start.current !== null) voice.lock();
          end();
        }}
        onContextMenu={(event) => {
          // A long press of a finger.
          event.preventDefault();
        }}
        onClick={click}
        style={{ transform: pull === 0 ? undefined : `translateX(${pull}px)` }}
        className={cx(
          "grid size-touch shrink-0 touch-none place-items-center rounded-full transition-[scale,background-color] select-none",
          isHeld || isLocked ? "bg-ember text-on-ember" : "text-ink hover:bg-ink/7",
          isHeld && "scale-130",
        )}
      >
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </button>
    </span>
  );
}
