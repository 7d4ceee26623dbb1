import { Mic, MicOff, PhoneOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { PhaseLine } from "./PhaseLine";
import { useCalls } from "./useCalls";
import { useCallNames } from "./words";

/** A call that was made small: a bar above the page, with what must always be at hand. */
export function CallBar() {
  const { t } = useTranslation("calls");
  const { calls, view } = useCalls();
  const { titleOf } = useCallNames(calls.me);
  if (!view.isMinimised || view.own === null || view.call === null) return null;
  const { isMuted } = view.self;
  return (
    <section
      aria-label={t("bar")}
      data-theme="dark"
      className="sticky top-0 z-40 flex shrink-0 items-center gap-1 bg-night px-2 text-on-picture"
    >
      <button
        type="button"
        onClick={() => {
          calls.minimise(false);
        }}
        className="flex min-h-touch min-w-0 grow press items-center gap-3 rounded-button px-3 text-start hover:bg-ink/7"
      >
        <span aria-hidden className="size-2.5 shrink-0 animate-breathe rounded-full bg-sage" />
        <span className="min-w-0 truncate font-strong">{titleOf(view.call)}</span>
        <span className="shrink-0 text-sm">
          <PhaseLine />
        </span>
        <span className="sr-only">{t("enlarge")}</span>
      </button>
      <IconButton
        icon={isMuted ? MicOff : Mic}
        label={t(isMuted ? "controls.unmute" : "controls.mute")}
        onClick={() => {
          calls.mute(!isMuted);
        }}
      />
      <IconButton icon={PhoneOff} label={t("controls.hangUp")} onClick={() => void calls.hangUp()} />
    </section>
  );
}
