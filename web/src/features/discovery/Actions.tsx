import { Clock3, Heart, Sparkles, Undo2, X, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import { Tooltip } from "@/ui/Tooltip";

export type Action = "undo" | "pass" | "superlike" | "like" | "later";

const LOOKS: Record<Action, { icon: LucideIcon; size: string; tone: string; keys: string }> = {
  undo: { icon: Undo2, size: "size-11", tone: "text-soft", keys: "Backspace" },
  pass: { icon: X, size: "size-15", tone: "text-ink", keys: "ArrowLeft" },
  superlike: { icon: Sparkles, size: "size-12", tone: "text-dusk", keys: "ArrowUp" },
  like: {
    icon: Heart,
    size: "size-15",
    tone: "bg-ember text-on-ember border-transparent",
    keys: "ArrowRight",
  },
  later: { icon: Clock3, size: "size-11", tone: "text-soft", keys: "ArrowDown" },
};

const ACTIONS = Object.keys(LOOKS) as Action[];

/** Which action a key means. */
export const actionOf = (key: string) => ACTIONS.find((action) => LOOKS[action].keys === key);

type Props = { can: (action: Action) => boolean; onAct: (action: Action) => void };

/** What one can say of the person on top, in reach of a thumb. */
export function Actions({ can, onAct }: Props) {
  const { t } = useTranslation("discovery");
  return (
    <div role="group" aria-label={t("actions")} className="flex items-center justify-center gap-3.5">
      {ACTIONS.map((action) => {
        const { icon: Icon, size, tone, keys } = LOOKS[action];
        return (
          <Tooltip key={action} label={t(`action.${action}`)}>
            <button
              type="button"
              aria-label={t(`action.${action}`)}
              aria-keyshortcuts={keys}
              aria-disabled={!can(action)}
              onClick={() => {
                if (can(action)) onAct(action);
              }}
              className={cx(
                "grid shrink-0 press place-items-center rounded-full border border-line bg-card",
                "not-aria-disabled:hover:border-edge aria-disabled:opacity-45",
                size,
                tone,
              )}
            >
              <Icon
                aria-hidden
                className={size === "size-15" ? "size-7" : "size-5"}
                strokeWidth={1.75}
                fill={action === "like" ? "currentColor" : "none"}
              />
            </button>
          </Tooltip>
        );
      })}
    </div>
  );
}
