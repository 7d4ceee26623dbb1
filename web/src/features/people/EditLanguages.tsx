import { X } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Select } from "@/ui/Select";
import type { EditProps } from "./EditSections";
import { HideSwitch } from "./HideSwitch";
import { LANGUAGES } from "./languages";
import { useWords } from "./words";

const MOST = 10;

/** The languages that one speaks, by their names. */
export function EditLanguages(props: EditProps) {
  const { draft, onChange } = props;
  const { t, i18n } = useTranslation("people");
  const { languageName } = useWords();
  const options = useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: "language" });
    return LANGUAGES.map((value) => ({ value, label: names.of(value) ?? value })).toSorted((one, other) =>
      one.label.localeCompare(other.label, i18n.language),
    );
  }, [i18n.language]);
  return (
    <div className="flex max-w-md flex-col gap-4">
      {draft.languages.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {draft.languages.map((code) => (
            <li key={code} className="inline-flex items-center rounded-full bg-sunk ps-4 text-sm font-strong">
              {languageName(code)}
              <button
                type="button"
                aria-label={t("languages.remove", { language: languageName(code) })}
                onClick={() => {
                  onChange({ languages: draft.languages.filter((one) => one !== code) });
                }}
                className="grid size-touch place-items-center"
              >
                <X aria-hidden className="size-4" strokeWidth={2} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {draft.languages.length < MOST && (
        <Select
          label={t("languages.add")}
          required={false}
          value=""
          placeholder={t("languages.choose")}
          options={options.filter(({ value }) => !draft.languages.includes(value))}
          onChange={({ target }) => {
            if (target.value !== "") onChange({ languages: [...draft.languages, target.value] });
          }}
        />
      )}
      {draft.languages.length > 0 && <HideSwitch {...props} name="languages" />}
    </div>
  );
}
