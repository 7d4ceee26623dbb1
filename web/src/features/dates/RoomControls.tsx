import {
  AtSign,
  Ellipsis,
  LogOut,
  MessageCircle,
  Mic,
  MicOff,
  SlidersHorizontal,
  TimerReset,
  Video,
  VideoOff,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { Control } from "@/features/calls";
import { Menu } from "@/ui/Menu";
import { useOwn } from "./useDates";

export type Opened = "chat" | "extend" | "give" | "devices" | "wrong";

type Props = { hasNews: boolean; isWriting: boolean; onOpen: (what: Opened | null) => void };

/** Everything that one can do in a date, in words. */
export function RoomControls({ hasNews, isWriting, onOpen }: Props) {
  const { t } = useTranslation("dates");
  const { dates, view, own } = useOwn();
  const { isMuted, camera, isBusy } = view.self;
  const more = [
    ...(own.room.origin === "round"
      ? []
      : [{ label: t("room.time"), icon: TimerReset, onSelect: opener("extend") }]),
    { label: t("room.give"), icon: AtSign, onSelect: opener("give") },
    { label: t("room.devices"), icon: SlidersHorizontal, onSelect: opener("devices") },
  ];
  function opener(what: Opened) {
    return () => {
      onOpen(what);
    };
  }
  return (
    <div
      role="group"
      aria-label={t("room.controls")}
      className="flex shrink-0 items-start justify-center gap-1 px-2 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))] sm:gap-4"
    >
      <Control
        icon={isMuted ? MicOff : Mic}
        label={t(isMuted ? "room.unmute" : "room.mute")}
        isOn={isMuted}
        onClick={() => {
          dates.mute(!isMuted);
        }}
      />
      <Control
        icon={camera === null ? VideoOff : Video}
        label={t(camera === null ? "room.cameraOn" : "room.cameraOff")}
        isOn={camera === null}
        disabled={isBusy}
        onClick={() => void dates.turnCamera(camera === null)}
      />
      <Control
        icon={MessageCircle}
        label={t("room.write")}
        isOn={isWriting}
        hasNews={hasNews}
        aria-expanded={isWriting}
        onClick={() => {
          onOpen(isWriting ? null : "chat");
        }}
      />
      <Menu align="end" trigger={<Control icon={Ellipsis} label={t("room.more")} />} items={more} />
      <Control icon={LogOut} label={t("room.leave")} isDanger onClick={() => void dates.end()} />
    </div>
  );
}
