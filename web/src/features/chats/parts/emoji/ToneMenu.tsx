import { useTranslation } from "react-i18next";
import { Menu } from "@/ui/Menu";
import { rememberTone } from "./remembered";

const HANDS = ["👋", "👋🏻", "👋🏼", "👋🏽", "👋🏾", "👋🏿"] as const;
const NAMES = ["none", "light", "mediumLight", "medium", "mediumDark", "dark"] as const;

/** The skin tone of all people. */
export function ToneMenu({ tone }: { tone: number }) {
  const { t } = useTranslation("chatParts");
  const name = t(`emoji.tones.${NAMES[tone] ?? "none"}`);
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={t("emoji.tone", { name })}
          className="grid size-touch shrink-0 press place-items-center rounded-full text-xl hover:bg-ink/7"
        >
          {HANDS[tone] ?? HANDS[0]}
        </button>
      }
      items={NAMES.map((key, index) => ({
        label: `${HANDS[index] ?? ""} ${t(`emoji.tones.${key}`)}`,
        onSelect: () => {
          rememberTone(index);
        },
      }))}
    />
  );
}
