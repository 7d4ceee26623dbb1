import { ChevronDown, SignalLow, SignalMedium, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { Modal } from "@/ui/Modal";
import { Controls } from "./Controls";
import { DevicePicker } from "./DevicePicker";
import type { View } from "./engine/calls";
import type { Quality } from "./engine/quality";
import { Over } from "./Over";
import { OwnPicture } from "./OwnPicture";
import { PhaseLine } from "./PhaseLine";
import { Stage } from "./Stage";
import { useCalls, useIsLong } from "./useCalls";
import { useCallNames } from "./words";

const PANEL =
  "modal m-0 size-full max-h-none max-w-none overflow-clip bg-night text-on-picture [--away:0_24px]";
/** After so long without a way to anybody something is in between. */
const SLOW_AFTER = 12_000;

/** The call of this device, over all of the window: from the question of the browser to how it ended. */
export default function CallScreen() {
  const { calls, view } = useCalls();
  const [choosesDevices, setChoosesDevices] = useState(false);
  const isOver = view.own?.stage === "over";
  return (
    <Modal
      open={!view.isMinimised}
      onClose={() => {
        if (isOver) calls.dismiss();
        else if (view.call !== null) calls.minimise(true);
      }}
      labelledBy="call-title"
      className={PANEL}
    >
      <div data-theme="dark" className="flex size-full flex-col evening-light">
        {isOver ? (
          <Over />
        ) : (
          <>
            <Head />
            <Notices />
            <div className="relative min-h-0 grow">
              <Stage />
              <OwnPicture self={view.self} />
            </div>
            <Controls
              onDevices={() => {
                setChoosesDevices(true);
              }}
            />
            <DevicePicker
              open={choosesDevices}
              self={view.self}
              chosen={view.chosen}
              onChoose={(chosen) => void calls.choose(chosen)}
              onClose={() => {
                setChoosesDevices(false);
              }}
            />
          </>
        )}
      </div>
    </Modal>
  );
}

const ORDER: readonly Quality[] = ["good", "fair", "bad"];

/** The worst of all lines is what one notices. */
function worstOf({ peers }: View): Quality {
  const worst = Math.max(0, ...[...peers.values()].map(({ quality }) => ORDER.indexOf(quality)));
  return ORDER[worst] ?? "good";
}

function Head() {
  const { t } = useTranslation("calls");
  const { calls, view } = useCalls();
  const { titleOf } = useCallNames(calls.me);
  const quality = worstOf(view);
  return (
    <header className="flex shrink-0 items-center gap-2 px-3 pt-[max(0.75rem,env(safe-area-inset-top))] pb-2">
      <IconButton
        icon={ChevronDown}
        label={t("minimise")}
        disabled={view.call === null}
        onClick={() => {
          calls.minimise(true);
        }}
      />
      <div className="min-w-0 grow text-center">
        <h2 id="call-title" tabIndex={-1} className="truncate font-title text-lg">
          {view.call === null ? t(`kind.${view.own?.kind ?? "audio"}`) : titleOf(view.call)}
        </h2>
        <p className="flex items-center justify-center gap-2 text-sm text-soft">
          {quality !== "good" && view.phase === "connected" && (
            <span
              role="img"
              aria-label={t(`quality.${quality}`)}
              title={t(`quality.${quality}`)}
              className="text-honey"
            >
              {quality === "fair" ? (
                <SignalMedium aria-hidden className="size-4.5" strokeWidth={2.25} />
              ) : (
                <SignalLow aria-hidden className="size-4.5" strokeWidth={2.25} />
              )}
            </span>
          )}
          <PhaseLine />
        </p>
      </div>
      <span aria-hidden className="size-touch shrink-0" />
    </header>
  );
}

/** What is not as it should be, and what can be done about it. */
function Notices() {
  const { t } = useTranslation("calls");
  const { calls, view } = useCalls();
  const isSlow = useIsLong(view.phase === "connecting", SLOW_AFTER);
  const [seenUpgrade, setSeenUpgrade] = useState(false);
  const { problem, camera } = view.self;
  const isUpgraded = view.call?.kind === "video" && view.own?.kind === "audio" && camera === null;
  const isHeldBack = [...view.peers.values()].some((peer) => peer.isHeldBack);
  const texts: { key: string; text: string; dismiss?: () => void }[] = [];
  if (problem !== null) {
    const isCameras = problem === "denied" || problem === "noCamera" || problem === "inUse";
    const text = t(isCameras ? `cameraProblem.${problem}` : `problem.${problem}.text`);
    texts.push({
      key: "problem",
      text,
      dismiss: () => {
        calls.forgive();
      },
    });
  }
  if (isSlow) texts.push({ key: "slow", text: t("slow") });
  if (isHeldBack) texts.push({ key: "held", text: t("heldBack") });
  if (isUpgraded && !seenUpgrade)
    texts.push({
      key: "upgraded",
      text: t("upgraded"),
      dismiss: () => {
        setSeenUpgrade(true);
      },
    });
  return (
    <div role="log" aria-live="polite" className="mx-auto flex w-full max-w-xl flex-col gap-2 px-4">
      {texts.map(({ key, text, dismiss }) => (
        <p key={key} className="flex items-center gap-2 rounded-field bg-honey-wash py-1 ps-4 pe-1 text-sm">
          <span className="grow py-2">{text}</span>
          {dismiss !== undefined && <IconButton icon={X} label={t("dismiss")} onClick={dismiss} />}
        </p>
      ))}
    </div>
  );
}
