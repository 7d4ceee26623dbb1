import { useTranslation } from "react-i18next";
import { Select } from "./Select";

type Props<Language extends string> = {
  language: Language;
  /** Each by the name that its speakers give it. */
  languages: readonly { value: Language; label: string }[];
  onChange: (language: Language) => void;
  labelHidden?: boolean;
};

/** In which language the app speaks. */
export function LanguageSelect<Language extends string>({
  language,
  languages,
  onChange,
  labelHidden = false,
}: Props<Language>) {
  const { t } = useTranslation("ui");
  return (
    <Select
      label={t("language")}
      labelHidden={labelHidden}
      value={language}
      options={languages}
      onChange={({ target }) => {
        const chosen = languages.find(({ value }) => value === target.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    />
  );
}
