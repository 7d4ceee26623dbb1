import { Hourglass, Phone, Video } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/lib/api";
import { askForDate } from "@/lib/dating";
import { useInstance } from "@/lib/instance";
import { Button, IconButton } from "@/ui/Button";
import { Menu } from "@/ui/Menu";
import { memberOf } from "./engine/machine";
import { useMyCalls } from "./engine/mine";
import type { CallKind } from "./engine/wire";

type Props = {
  chat: {
    id: string;
    type: string;
    isSaved: boolean;
    memberCount: number;
    peer: Schemas["PersonView"] | null;
  };
};

/** In the head of a chat: call those in it, or join the call that runs. */
export function ChatCallButtons({ chat }: Props) {
  const { t } = useTranslation("calls");
  const mine = useMyCalls();
  const askToDate = useDateWith(chat.type === "private" ? chat.peer : null);
  if (mine === null || chat.isSaved || chat.type === "channel") return null;
  const { calls, view } = mine;
  const isHere = view.own !== null && view.own.stage !== "over" && view.own.chatId === chat.id;
  const running = [...view.calls.values()].find((call) => call.chatId === chat.id && call.state !== "ended");
  const start = (kind: CallKind) => {
    void calls.call(chat.id, kind);
  };
  // The way back to it is above the page already.
  if (isHere) return null;
  if (running !== undefined) {
    const isRung = memberOf(running, calls.me)?.state === "ringing";
    return (
      <Button
        size="sm"
        variant="primary"
        icon={running.kind === "video" ? Video : Phone}
        aria-label={t("call.joinCall")}
        onClick={() => {
          if (isRung) void calls.answer(running.id, running.kind);
          else if (memberOf(running, calls.me)?.state === "joined") void calls.takeUp(running);
          else start(running.kind);
        }}
      >
        {t("call.join")}
      </Button>
    );
  }
  return (
    <>
      <span className="flex max-sm:hidden">
        <IconButton
          icon={Phone}
          label={t("call.audio")}
          onClick={() => {
            start("audio");
          }}
        />
        <IconButton
          icon={Video}
          label={t("call.video")}
          onClick={() => {
            start("video");
          }}
        />
        {askToDate !== null && <IconButton icon={Hourglass} label={t("call.date")} onClick={askToDate} />}
      </span>
      <span className="sm:hidden">
        <CallMenu label={t("call.menu")} onStart={start} onDate={askToDate} />
      </span>
    </>
  );
}

/** Asks somebody for a date; null where there is nobody to ask, or there are no dates here. */
export function useDateWith(person: Schemas["PersonView"] | null): (() => void) | null {
  const { data: instance } = useInstance();
  if (person === null || instance?.features.includes("dates") !== true) return null;
  return () => {
    askForDate(person);
  };
}

type MenuProps = {
  label: string;
  variant?: "secondary";
  onStart: (kind: CallKind) => void;
  onDate: (() => void) | null;
};

/** All ways to talk behind one button, where there is no room for more. */
export function CallMenu({ label, variant, onStart, onDate }: MenuProps) {
  const { t } = useTranslation("calls");
  return (
    <Menu
      align="end"
      trigger={<IconButton icon={Phone} label={label} variant={variant ?? "quiet"} />}
      items={[
        {
          label: t("call.audio"),
          icon: Phone,
          onSelect: () => {
            onStart("audio");
          },
        },
        {
          label: t("call.video"),
          icon: Video,
          onSelect: () => {
            onStart("video");
          },
        },
        ...(onDate === null
          ? []
          : [{ label: t("call.date"), icon: Hourglass, startsGroup: true, onSelect: onDate }]),
      ]}
    />
  );
}
