import { useTranslation } from "react-i18next";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";
import type { EditProps } from "./EditSections";
import { HideSwitch } from "./HideSwitch";
import type { BasicName, Basics } from "./queries";
import { basicNames } from "./shown";
import { ANSWERS, isChosen } from "./words";

const LONGEST_LINE = 60;

/** The usual facts: each may be left out, and each may be kept to oneself. */
export function EditBasics(props: EditProps) {
  const { draft } = props;
  return (
    <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
      {basicNames.map((name) => (
        <div key={name} className="flex flex-col gap-1">
          <BasicField {...props} name={name} />
          {draft.basics[name] !== undefined && draft.basics[name] !== null && (
            <HideSwitch {...props} name={name} />
          )}
        </div>
      ))}
    </div>
  );
}

function BasicField({ draft, onChange, problemOf, name }: EditProps & { name: BasicName }) {
  const { t } = useTranslation("people");
  const shared = {
    label: t(`hideable.${name}`),
    required: false,
    value: draft.basics[name] ?? "",
    error: problemOf(`basics.${name}`),
    onChange: ({ target }: { target: { value: string } }) => {
      onChange({ basics: withBasic(draft.basics, name, target.value) });
    },
  };
  if (name === "heightCm")
    return (
      <TextField {...shared} type="number" inputMode="numeric" min={100} max={250} hint={t("edit.cm")} />
    );
  if (!isChosen(name)) return <TextField {...shared} maxLength={LONGEST_LINE} />;
  return (
    <Select
      {...shared}
      placeholder={t("edit.rather")}
      options={ANSWERS[name].map((value) => ({
        value,
        label: t(`answers.${name}.${value}` as "answers.children.none"),
      }))}
    />
  );
}

/** The basics with another answer; without it where nothing is said. */
function withBasic(basics: Basics, name: BasicName, value: string): Basics {
  const others = Object.fromEntries(Object.entries(basics).filter(([key]) => key !== name));
  if (value === "") return others;
  return { ...others, [name]: name === "heightCm" ? Number(value) : value };
}
