import { Bell, BellOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { exactTime } from "@/lib/time";
import { Menu, type MenuItem } from "@/ui/Menu";
import type { Chat } from "../types";
import { Quick } from "./Quick";

const HOUR = 3_600_000;
const FOR_EVER = "2999-12-31T00:00:00Z";

export const isMuted = ({ mutedUntil }: Pick<Chat, "mutedUntil">, now = Date.now()) =>
  mutedUntil !== null && Date.parse(mutedUntil) > now;

type Props = {
  chat: Chat;
  busy: boolean;
  /** Null: it is to be heard again. */
  onMute: (until: string | null) => void;
};

/** For an hour, for a night, or for ever. */
export function MuteMenu({ chat, busy, onMute }: Props) {
  const { t, i18n } = useTranslation("chatParts");
  const muted = isMuted(chat);
  const items: MenuItem[] = [
    ...([1, 8] as const).map((hours) => ({
      label: t("mute.for", { count: hours }),
      onSelect: () => {
        onMute(new Date(Date.now() + hours * HOUR).toISOString());
      },
    })),
    {
      label: t("mute.ever"),
      onSelect: () => {
        onMute(FOR_EVER);
      },
    },
  ];
  if (muted)
    items.unshift({
      label: t("mute.end"),
      icon: Bell,
      onSelect: () => {
        onMute(null);
      },
    });
  const { mutedUntil } = chat;
  const hint =
    !muted || mutedUntil === null || Date.parse(mutedUntil) >= Date.parse(FOR_EVER)
      ? undefined
      : t("mute.until", { time: exactTime(mutedUntil, i18n.language) });
  return (
    <Menu
      trigger={
        <Quick
          icon={muted ? BellOff : Bell}
          label={t(muted ? "mute.muted" : "mute.label")}
          isOn={muted}
          title={hint}
          busy={busy}
        />
      }
      items={items}
    />
  );
}
