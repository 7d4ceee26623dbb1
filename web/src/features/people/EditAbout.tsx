import { useTranslation } from "react-i18next";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import type { EditProps } from "./EditSections";
import { HideSwitch } from "./HideSwitch";
import type { Gender } from "./queries";

const GENDERS: readonly Gender[] = ["woman", "man", "nonbinary", "other"];

export function EditAbout(props: EditProps) {
  const { draft, onChange, problemOf } = props;
  const { t } = useTranslation("people");
  return (
    <div className="flex max-w-md flex-col gap-5">
      <TextField
        label={t("edit.name")}
        maxLength={50}
        value={draft.displayName}
        error={problemOf("displayName")}
        onChange={({ target }) => {
          onChange({ displayName: target.value });
        }}
      />
      <div className="flex flex-col gap-2">
        <Select
          label={t("edit.gender")}
          value={draft.gender ?? ""}
          {...(draft.gender === null && { placeholder: t("edit.choose") })}
          options={GENDERS.map((value) => ({ value, label: t(`genders.${value}`) }))}
          onChange={({ target }) => {
            const gender = GENDERS.find((one) => one === target.value);
            if (gender !== undefined) onChange({ gender });
          }}
        />
        <HideSwitch {...props} name="gender" />
      </div>
      <TextField
        label={t("edit.genderDescription")}
        hint={t("edit.genderDescriptionHint")}
        required={false}
        maxLength={50}
        value={draft.genderDescription ?? ""}
        error={problemOf("genderDescription")}
        onChange={({ target }) => {
          onChange({ genderDescription: target.value });
        }}
      />
      <div className="flex flex-col gap-2">
        <TextField
          label={t("edit.pronouns")}
          required={false}
          maxLength={40}
          value={draft.pronouns ?? ""}
          error={problemOf("pronouns")}
          onChange={({ target }) => {
            onChange({ pronouns: target.value });
          }}
        />
        <HideSwitch {...props} name="pronouns" />
      </div>
    </div>
  );
}
