import {
  Mic,
  MicOff,
  PhoneOff,
  ScreenShare,
  ScreenShareOff,
  SlidersHorizontal,
  Video,
  VideoOff,
  type LucideIcon,
} from "lucide-react";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import { canShareScreen } from "./engine/media";
import { useCalls } from "./useCalls";

/** Everything that one can do in a call, in words. */
export function Controls({ onDevices }: { onDevices: () => void }) {
  const { t } = useTranslation("calls");
  const { calls, view } = useCalls();
  const { isMuted, camera, screen, isBusy } = view.self;
  const isInside = view.own?.stage === "in";
  const isAlone = view.phase === "calling" || view.phase === "asking";
  const cameraLabel = camera !== null ? "cameraOff" : view.call?.kind === "audio" ? "upgrade" : "cameraOn";
  return (
    <div
      role="group"
      aria-label={t("controls.label")}
      className="flex shrink-0 items-start justify-center gap-1 px-2 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:gap-4"
    >
      <Control
        icon={isMuted ? MicOff : Mic}
        label={t(isMuted ? "controls.unmute" : "controls.mute")}
        isOn={isMuted}
        disabled={!isInside}
        onClick={() => {
          calls.mute(!isMuted);
        }}
      />
      <Control
        icon={camera === null ? VideoOff : Video}
        label={t(`controls.${cameraLabel}`)}
        isOn={camera === null}
        disabled={!isInside || isBusy}
        onClick={() => void calls.turnCamera(camera === null)}
      />
      {canShareScreen() && (
        <Control
          icon={screen === null ? ScreenShare : ScreenShareOff}
          label={t(screen === null ? "controls.share" : "controls.unshare")}
          isOn={screen !== null}
          disabled={!isInside}
          onClick={() => void calls.share(screen === null)}
        />
      )}
      <Control
        icon={SlidersHorizontal}
        label={t("controls.devices")}
        disabled={!isInside}
        onClick={onDevices}
      />
      <Control
        icon={PhoneOff}
        label={t(isAlone ? "controls.cancel" : "controls.hangUp")}
        isDanger
        onClick={() => void calls.hangUp()}
      />
    </div>
  );
}

type ControlProps = Omit<ComponentProps<"button">, "className" | "children"> & {
  icon: LucideIcon;
  label: string;
  /** It is not as it mostly is: muted, without a camera, sharing. */
  isOn?: boolean;
  isDanger?: boolean;
  /** Something waits behind it. */
  hasNews?: boolean;
};

/** One of the things that one can do while one talks: a round button, and what it does in words. */
export function Control({
  icon: Icon,
  label,
  isOn = false,
  isDanger = false,
  hasNews = false,
  ...rest
}: ControlProps) {
  return (
    <button
      {...rest}
      type="button"
      className="group flex w-17 press flex-col items-center gap-1.5 rounded-field text-xs disabled:opacity-50 sm:w-20"
    >
      <span
        className={cx(
          "relative grid size-13 place-items-center rounded-full transition-[filter,background-color] group-hover:not-group-disabled:brightness-110",
          isDanger ? "bg-danger text-on-danger" : isOn ? "bg-ink text-paper" : "bg-picture-chip",
        )}
      >
        <Icon aria-hidden className="size-5.5" strokeWidth={1.75} />
        {hasNews && <span aria-hidden className="absolute end-0 top-0 size-3.5 rounded-full bg-ember" />}
      </span>
      <span className="text-center leading-tight">{label}</span>
    </button>
  );
}
