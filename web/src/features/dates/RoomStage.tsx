import { MicOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { faceOf, useStream } from "@/features/calls";
import { Avatar } from "@/ui/Avatar";
import { cx } from "@/ui/cx";
import type { Said } from "./engine/wire";
import { phaseIn } from "./RoomScreen";
import { useOwn } from "./useDates";

/** The other one, as large as there is room. */
export function RoomStage({ unseen }: { unseen: Said | null }) {
  const { t } = useTranslation("dates");
  const { dates, view, own } = useOwn();
  const { peer, isBlurred } = own.room;
  const name = peer.displayName;
  const there = view.peer;
  const stream = there?.streams.camera ?? null;
  const isSeen =
    stream !== null && there?.link === "connected" && there.media.hasCamera && !there.media.isPaused;
  const note = useNote();
  return (
    <figure className="relative grid size-full place-items-center overflow-clip rounded-card bg-picture-chip/40">
      {isSeen && (
        <Live
          key={stream.id}
          stream={stream}
          label={t("room.picture", { name })}
          isBlurred={isBlurred}
          onSeen={() => {
            dates.talk.flow();
          }}
        />
      )}
      {!isSeen && (
        <span className={cx(view.phase === "connecting" && "animate-breathe")}>
          <Avatar person={faceOf(peer)} size="xl" decorative />
        </span>
      )}
      <figcaption className="absolute inset-x-3 bottom-3 flex flex-col items-start gap-1.5 pe-32 sm:pe-52">
        {unseen !== null && (
          <span role="log" className="max-w-full rounded-message bg-night/80 px-4 py-2 text-sm wrap-anywhere">
            {unseen.text}
          </span>
        )}
        {note !== null && <span className="rounded-full bg-night/80 px-3 py-1 text-xs">{note}</span>}
        {there?.media.isMuted === true && (
          <span className="flex items-center gap-1.5 rounded-full bg-night/80 px-3 py-1 text-sm">
            <MicOff aria-hidden className="size-3.5 text-honey" strokeWidth={2.25} />
            {t("room.muted", { name })}
          </span>
        )}
      </figcaption>
    </figure>
  );
}

/** What is the matter with the picture, in a few words. */
function useNote(): string | null {
  const { t } = useTranslation("dates");
  const { view, own } = useOwn();
  const name = own.room.peer.displayName;
  if (view.phase === "away" || view.phase === "reconnecting")
    return t(`room.phase.${phaseIn(view.phase)}`, { name });
  if (view.peer?.link !== "connected") return null;
  if (view.peer.media.isPaused) return t("room.paused");
  return view.peer.media.hasCamera ? null : t("room.unseen", { name });
}

type LiveProps = { stream: MediaStream; label: string; isBlurred: boolean; onSeen: () => void };

function Live({ stream, label, isBlurred, onSeen }: LiveProps) {
  const element = useStream<HTMLVideoElement>(stream);
  return (
    <video
      ref={element}
      muted
      playsInline
      aria-label={label}
      data-blurred={isBlurred}
      onLoadedData={onSeen}
      className={cx(
        "absolute inset-0 size-full object-cover transition-[filter,scale] duration-1000",
        isBlurred && "scale-110 blur-2xl",
      )}
    />
  );
}
