import { BellOff, CalendarClock, ChevronUp, SendHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { ContextMenu, Menu, type MenuItem } from "@/ui/Menu";
import type { Chat } from "./engine/types";
import { ScheduleDialog } from "./parts";

/** How a message goes out, where not at once and with a sound. */
export type Way = { isSilent?: boolean; sendAt?: string };

type Props = { chat: Chat; onSend: (way: Way) => void };

/** Sends what is written; behind a long press, a right click, or the button beside it: silently, or later. */
export function SendButton({ chat, onSend }: Props) {
  const { t } = useTranslation("chats");
  const [asksWhen, setAsksWhen] = useState(false);
  const items: MenuItem[] = [
    {
      label: t("composer.later"),
      icon: CalendarClock,
      onSelect: () => {
        setAsksWhen(true);
      },
    },
  ];
  if (!chat.isSaved)
    items.unshift({
      label: t("composer.silently"),
      icon: BellOff,
      onSelect: () => {
        onSend({ isSilent: true });
      },
    });
  return (
    <>
      <Menu align="end" items={items} trigger={<IconButton icon={ChevronUp} label={t("composer.ways")} />} />
      <ContextMenu items={items}>
        <IconButton type="submit" variant="primary" icon={SendHorizontal} label={t("composer.send")} />
      </ContextMenu>
      <ScheduleDialog
        open={asksWhen}
        onClose={() => {
          setAsksWhen(false);
        }}
        onChoose={(at) => {
          onSend({ sendAt: at.toISOString() });
        }}
      />
    </>
  );
}
