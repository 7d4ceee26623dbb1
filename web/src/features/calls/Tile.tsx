import { MicOff, SignalLow } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/ui/Avatar";
import { DemoMark } from "@/ui/DemoMark";
import { cx } from "@/ui/cx";
import { memberOf } from "./engine/machine";
import type { PeerView } from "./engine/mesh";
import type { Call } from "./engine/wire";
import { useCalls, useStream } from "./useCalls";
import { faceOf, useCallNames } from "./words";

type Props = { call: Call; userId: string; shows: "camera" | "screen"; isSmall?: boolean };

/** Another one in the call: their picture or their face, their name, and how they are there. */
export function Tile({ call, userId, shows, isSmall = false }: Props) {
  const { t } = useTranslation("calls");
  const { calls, view } = useCalls();
  const { nameOf, personOf } = useCallNames(calls.me);
  const peer = view.peers.get(userId);
  const name = nameOf(call, userId);
  const person = personOf(call, userId);
  const stream = peer?.streams[shows] ?? null;
  const isSeen = stream !== null && peer !== undefined && isShown(peer, shows);
  const label = t(shows === "screen" ? "tile.screen" : "tile.picture", { name });
  const note = useNote(call, userId, peer, name);
  return (
    <figure
      data-member={userId}
      className={cx(
        "relative grid size-full place-items-center overflow-clip rounded-card",
        isSeen ? "bg-paper" : "bg-picture-chip/40",
      )}
    >
      {isSeen ? (
        <Live key={stream.id} stream={stream} label={label} isWhole={shows === "screen"} />
      ) : (
        <span className="flex flex-col items-center gap-3 px-3 text-center">
          <Avatar
            person={person === undefined ? { id: userId, name } : faceOf(person)}
            size={isSmall ? "lg" : "xl"}
            decorative
          />
        </span>
      )}
      <figcaption className="absolute inset-x-2 bottom-2 flex flex-col items-start gap-1.5">
        {note !== null && <span className="rounded-full bg-night/80 px-3 py-1 text-xs">{note}</span>}
        <span className="flex max-w-full items-center gap-1.5 rounded-full bg-night/80 px-3 py-1 text-sm">
          {peer?.media.isMuted === true && (
            <>
              <MicOff aria-hidden className="size-3.5 shrink-0 text-honey" strokeWidth={2.25} />
              <span className="sr-only">{t("tile.muted")}</span>
            </>
          )}
          <span className="truncate" dir="auto">
            {shows === "screen" ? label : name}
          </span>
          <DemoMark of={person} />
          {peer?.quality === "bad" && (
            <SignalLow role="img" aria-label={t("quality.bad")} className="size-4 shrink-0 text-honey" />
          )}
        </span>
      </figcaption>
    </figure>
  );
}

function isShown({ media, link }: PeerView, shows: Props["shows"]): boolean {
  if (link !== "connected") return false;
  return shows === "screen" ? media.hasScreen : media.hasCamera && !media.isPaused;
}

/** What is the matter with somebody, in a few words. */
function useNote(call: Call, userId: string, peer: PeerView | undefined, name: string): string | null {
  const { t } = useTranslation("calls");
  const { view } = useCalls();
  if (memberOf(call, userId)?.state === "dropped") return t("tile.back", { name });
  if (peer === undefined) return null;
  if (peer.link === "lost") return t("phase.reconnecting");
  if (peer.link === "connecting") return view.phase === "connected" ? t("tile.connecting") : null;
  return peer.media.isPaused ? t("tile.paused") : null;
}

function Live({ stream, label, isWhole }: { stream: MediaStream; label: string; isWhole: boolean }) {
  const element = useStream<HTMLVideoElement>(stream);
  return (
    <video
      ref={element}
      muted
      playsInline
      aria-label={label}
      className={cx("absolute inset-0 size-full", isWhole ? "object-contain" : "object-cover")}
    />
  );
}
