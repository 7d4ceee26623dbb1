import { Moon, Sun, SunMoon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { SegmentedControl } from "./SegmentedControl";

type Theme = "system" | "light" | "dark";

export function ThemeSwitch({ theme, onChange }: { theme: Theme; onChange: (theme: Theme) => void }) {
  const { t } = useTranslation("ui");
  return (
    <SegmentedControl
      legend={t("theme")}
      legendHidden
      value={theme}
      onChange={onChange}
      options={[
        { value: "system", label: t("themeSystem"), icon: SunMoon },
        { value: "light", label: t("themeLight"), icon: Sun },
        { value: "dark", label: t("themeDark"), icon: Moon },
      ]}
    />
  );
}
