import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DevicePicker, OwnPicture } from "@/features/calls";
import { cx } from "@/ui/cx";
import { Modal } from "@/ui/Modal";
import { After } from "./After";
import { ExtendSheet } from "./ExtendSheet";
import { GiveSheet } from "./GiveSheet";
import { RoomChat } from "./RoomChat";
import { RoomControls, type Opened } from "./RoomControls";
import { RoomHead } from "./RoomHead";
import { RoomNotices } from "./RoomNotices";
import { RoomStage } from "./RoomStage";
import { useOwn } from "./useDates";
import { useUnseen } from "./useUnseen";
import { WrongSheet } from "./WrongSheet";

const PANEL =
  "modal m-0 size-full max-h-none max-w-none overflow-clip bg-night text-on-picture [--away:0_24px]";
/** What is said in passing must not lie over the way out. */
const ABOVE_CONTROLS = "[--toasts:8.5rem]";

type Props = { isOpen: boolean; onMinimise: () => void };

/** A date, over all of the window: from the search for a way to whether one would meet again. */
export default function RoomScreen({ isOpen, onMinimise }: Props) {
  const { dates, own } = useOwn();
  const isOver = own.stage === "over";
  return (
    <Modal
      open={isOpen || isOver}
      onClose={() => {
        if (isOver) dates.dismiss();
        else onMinimise();
      }}
      labelledBy="date-title"
      className={cx(PANEL, !isOver && ABOVE_CONTROLS)}
    >
      <div data-theme="dark" className="flex size-full flex-col evening-light">
        {isOver ? <After key={own.room.roomId} /> : <Date key={own.room.roomId} onMinimise={onMinimise} />}
      </div>
    </Modal>
  );
}

function Date({ onMinimise }: { onMinimise: () => void }) {
  const { t } = useTranslation("dates");
  const { dates, view, own } = useOwn();
  const [opened, setOpened] = useState<Opened | null>(null);
  const unseen = useUnseen(own.room.messages, opened === "chat");
  const close = () => {
    setOpened(null);
  };
  return (
    <>
      <RoomHead
        onMinimise={onMinimise}
        onWrong={() => {
          setOpened("wrong");
        }}
      />
      <div className="relative flex min-h-0 grow gap-3 px-2 sm:px-4">
        <div className="relative min-h-0 min-w-0 grow">
          <RoomStage unseen={unseen} />
          <OwnPicture self={view.self} />
          <RoomNotices />
        </div>
        {opened === "chat" && <RoomChat onClose={close} />}
      </div>
      <RoomControls hasNews={unseen !== null} isWriting={opened === "chat"} onOpen={setOpened} />
      <DevicePicker
        open={opened === "devices"}
        onClose={close}
        self={view.self}
        chosen={view.chosen}
        onChoose={(chosen) => void dates.choose(chosen)}
      />
      <ExtendSheet open={opened === "extend"} onClose={close} />
      <GiveSheet open={opened === "give"} onClose={close} />
      <WrongSheet open={opened === "wrong"} onClose={close} />
      <span className="sr-only" role="status">
        {t(`room.phase.${phaseIn(view.phase)}`, { name: own.room.peer.displayName })}
      </span>
    </>
  );
}

const PHASES = ["connecting", "connected", "reconnecting", "away"] as const;

/** How it stands, while it goes on. */
export const phaseIn = (phase: string) => PHASES.find((one) => one === phase) ?? "connecting";
