import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import { showToast } from "@/ui/toast";
import { PreferencesForm } from "./PreferencesForm";
import { WithMe } from "./WithMe";

export function PreferencesPage() {
  const { t } = useTranslation("people");
  return (
    <SubPage title={t("preferences.title")} lead={t("preferences.lead")}>
      <WithMe>
        {(me) => (
          <PreferencesForm
            me={me}
            submitLabel={t("edit.save")}
            onSaved={() => {
              showToast({ message: t("saved"), tone: "done" });
            }}
          />
        )}
      </WithMe>
    </SubPage>
  );
}
