import { Check, CheckCheck, CircleAlert, Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import type { Tick } from "./engine/marks";

const ICONS = { waiting: Clock, failed: CircleAlert, sent: Check, delivered: CheckCheck, read: CheckCheck };

/** How far one's own message has come. */
export function Ticks({ tick }: { tick: Tick | "waiting" | "failed" }) {
  const { t } = useTranslation("chats");
  const Icon = ICONS[tick];
  return (
    <span
      className={cx(
        "shrink-0",
        tick === "read" ? "text-sage" : tick === "failed" ? "text-danger" : "text-soft",
      )}
    >
      <Icon aria-hidden className="size-4" strokeWidth={2} />
      <span className="sr-only">{t(`message.tick.${tick}`)}</span>
    </span>
  );
}
