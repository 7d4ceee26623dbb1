import {
  Cat,
  Clock,
  Flag,
  Hand,
  Hash,
  Lamp,
  Plane,
  Smile,
  Trophy,
  Utensils,
  type LucideIcon,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { GROUPS } from "./emoji";

type Name = (typeof GROUPS)[number]["name"] | "recent";

const ICONS: Record<Name, LucideIcon> = {
  recent: Clock,
  smileys: Smile,
  people: Hand,
  nature: Cat,
  food: Utensils,
  travel: Plane,
  activities: Trophy,
  objects: Lamp,
  symbols: Hash,
  flags: Flag,
};

/** Leads to a group. `id` is what the ids of the groups begin with. */
export function EmojiTabs({ id, hasRecent }: { id: string; hasRecent: boolean }) {
  const { t } = useTranslation("chatParts");
  const names: Name[] = [...(hasRecent ? (["recent"] as const) : []), ...GROUPS.map(({ name }) => name)];
  return (
    <div role="toolbar" aria-label={t("emoji.jump")} className="flex justify-between border-t px-1">
      {names.map((name) => {
        const Icon = ICONS[name];
        return (
          <button
            key={name}
            type="button"
            aria-label={t(`emoji.groups.${name}`)}
            title={t(`emoji.groups.${name}`)}
            onClick={() => {
              document.getElementById(`${id}-${name}`)?.scrollIntoView({ block: "start" });
            }}
            className="grid h-11 min-w-0 grow place-items-center rounded-sm text-soft -outline-offset-2 hover:text-ink"
          >
            <Icon aria-hidden className="size-4.5" strokeWidth={1.75} />
          </button>
        );
      })}
    </div>
  );
}
