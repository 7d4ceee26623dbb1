import { useTranslation } from "react-i18next";
import { Switch } from "@/ui/Choice";
import type { EditProps } from "./EditSections";
import type { BasicName } from "./queries";

export type Hideable = BasicName | "pronouns" | "gender" | "languages" | "city" | "distance";

type Props = Pick<EditProps, "draft" | "onChange"> & { name: Hideable };

/** Whether others see one part of the profile. */
export function HideSwitch({ draft, onChange, name }: Props) {
  const { t } = useTranslation("people");
  const isHidden = draft.hidden.includes(name);
  return (
    <div className="text-sm text-soft">
      <Switch
        label={t("edit.show")}
        aria-label={t("edit.showName", { name: t(`hideable.${name}`) })}
        checked={!isHidden}
        onChange={() => {
          const others = draft.hidden.filter((one) => one !== name);
          onChange({ hidden: isHidden ? others : [...others, name] });
        }}
      />
    </div>
  );
}
