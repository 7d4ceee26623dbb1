import { Camera, DoorOpen, Shuffle, SlidersHorizontal, Video, VideoOff } from "lucide-react";
import { useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { DevicePicker, LevelMeter, useStream } from "@/features/calls";
import { useExplain } from "@/lib/useExplain";
import { Button, IconButton } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { showToast } from "@/ui/toast";
import { Trouble } from "./Invited";
import { useDates } from "./useDates";

/** Before the door, and behind it: one's own picture first, then the way in. */
export function Lobby() {
  const { t } = useTranslation("dates");
  const { dates, view } = useDates();
  const [choosesDevices, setChoosesDevices] = useState(false);
  const hasPicture = view.self.audio !== null;
  return (
    <section
      aria-label={t("lobby.label")}
      data-theme="dark"
      className="grid overflow-clip rounded-card text-on-picture evening-light sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]"
    >
      <Mirror
        onDevices={() => {
          setChoosesDevices(true);
        }}
      />
      <div className="flex flex-col justify-center gap-4 p-6 sm:p-8">
        {view.problem !== null && <Trouble problem={view.problem} />}
        <Words />
        {view.self.audio !== null && view.lobby !== "in" && <LevelMeter stream={view.self.audio} />}
        {hasPicture && view.self.camera === null && <Unseen />}
        <Doors />
      </div>
      <DevicePicker
        open={choosesDevices}
        onClose={() => {
          setChoosesDevices(false);
        }}
        self={view.self}
        chosen={view.chosen}
        onChoose={(chosen) => void dates.choose(chosen)}
      />
    </section>
  );
}

/** One's own picture, as the other one would see it but for the mirror. */
function Mirror({ onDevices }: { onDevices: () => void }) {
  const { t } = useTranslation(["dates", "calls"]);
  const { view } = useDates();
  const { camera, audio } = view.self;
  const element = useStream<HTMLVideoElement>(camera);
  return (
    <div className={cx("relative aspect-4/3 sm:aspect-auto sm:min-h-72", camera !== null && "bg-night/60")}>
      <video
        ref={element}
        muted
        playsInline
        aria-label={t("calls:devices.preview")}
        className={cx(
          "absolute inset-0 size-full -scale-x-100 object-cover",
          camera === null ? "hidden" : "animate-pop-in",
        )}
      />
      {camera === null && (
        <span className="absolute inset-0 grid place-items-center">
          <span className="grid size-20 place-items-center rounded-full bg-picture-chip">
            {audio === null ? (
              <Camera aria-hidden className="size-8" strokeWidth={1.5} />
            ) : (
              <VideoOff aria-hidden className="size-8" strokeWidth={1.5} />
            )}
          </span>
        </span>
      )}
      {audio !== null && (
        <span className="absolute end-3 bottom-3">
          <IconButton
            variant="secondary"
            icon={SlidersHorizontal}
            label={t("lobby.devices")}
            onClick={onDevices}
          />
        </span>
      )}
    </div>
  );
}

/** There is sound and no picture: why, and the way to one. */
function Unseen() {
  const { t } = useTranslation(["dates", "calls"]);
  const { dates, view } = useDates();
  const { problem, isBusy } = view.self;
  const isKnown = problem === "denied" || problem === "noCamera" || problem === "inUse";
  return (
    <div role="alert" className="rounded-field bg-honey-wash px-4 py-3 text-sm">
      <p>{isKnown ? t(`calls:cameraProblem.${problem}`) : t("lobby.unseen")}</p>
      <div className="mt-2">
        <Button size="sm" icon={Video} loading={isBusy} onClick={() => void dates.turnCamera(true)}>
          {t("room.cameraOn")}
        </Button>
      </div>
    </div>
  );
}

/** Where one stands, in the words of the lobby. */
function useStand() {
  const { view } = useDates();
  if (view.lobby === "moved") return "moved" as const;
  if (view.lobby === "in") return view.isWaiting ? ("looking" as const) : ("in" as const);
  return view.self.audio === null ? ("before" as const) : ("ready" as const);
}

function Words() {
  const { t } = useTranslation("dates");
  const stand = useStand();
  const title = useRef<HTMLHeadingElement>(null);
  const stood = useRef(stand);
  useLayoutEffect(() => {
    // The door through which one has gone is there no longer.
    if (stood.current !== stand && document.activeElement === document.body)
      title.current?.focus({ preventScroll: true });
    stood.current = stand;
  }, [stand]);
  const isIn = stand === "in" || stand === "looking";
  return (
    <div role="status">
      <h2 ref={title} tabIndex={-1} className="flex items-center gap-2.5 font-title text-2xl">
        {isIn && (
          <span
            aria-hidden
            className={cx("size-3 shrink-0 rounded-full bg-sage", stand === "looking" && "animate-breathe")}
          />
        )}
        {t(`lobby.${stand}`)}
      </h2>
      <p className="mt-1.5 text-soft">{t(`lobby.${stand}Text`)}</p>
    </div>
  );
}

function Doors() {
  const { t } = useTranslation("dates");
  const { dates, view } = useDates();
  const explain = useExplain();
  const stand = useStand();
  const [isBusy, setIsBusy] = useState(false);
  const go = (doing: () => Promise<unknown>) => () => {
    setIsBusy(true);
    doing()
      .catch((error: unknown) => {
        showToast({ message: t("lobby.failed", { why: explain(error) }), tone: "problem" });
      })
      .finally(() => {
        setIsBusy(false);
      });
  };
  const look = () => dates.preview(true);
  const enter = async () => {
    if (await dates.preview(true)) await dates.join();
  };
  switch (stand) {
    case "before":
      return (
        <Button variant="primary" size="lg" icon={Camera} loading={view.isOpening} onClick={go(look)}>
          {t(view.problem === null ? "lobby.look" : "lobby.again")}
        </Button>
      );
    case "ready":
    case "moved":
      return (
        <Button variant="primary" size="lg" icon={DoorOpen} loading={isBusy} onClick={go(enter)}>
          {t(stand === "moved" ? "lobby.here" : "lobby.enter")}
        </Button>
      );
    case "in":
      return (
        <div className="flex flex-wrap gap-2.5">
          <Button variant="primary" icon={Shuffle} loading={isBusy} onClick={go(() => dates.next(true))}>
            {t("lobby.next")}
          </Button>
          <Button
            onClick={go(async () => {
              await dates.leave();
              await dates.preview(false);
            })}
          >
            {t("lobby.leave")}
          </Button>
        </div>
      );
    case "looking":
      return (
        <Button size="lg" onClick={go(() => dates.next(false))}>
          {t("lobby.stop")}
        </Button>
      );
  }
}
