import { useTranslation } from "react-i18next";
import { Devices } from "./Devices";
import { LinkedAccounts } from "./LinkedAccounts";
import { SecurityLog } from "./SecurityLog";
import { SubPage } from "./SubPage";

export function SecurityPage() {
  const { t } = useTranslation("accounts");
  return (
    <SubPage title={t("security.title")}>
      <section aria-labelledby="security-devices">
        <h2 id="security-devices" className="font-title text-xl">
          {t("security.devices")}
        </h2>
        <p className="mt-1 mb-4 max-w-prose text-soft">{t("security.devicesText")}</p>
        <Devices />
      </section>
      <LinkedAccounts />
      <section aria-labelledby="security-log">
        <h2 id="security-log" className="font-title text-xl">
          {t("security.log")}
        </h2>
        <p className="mt-1 mb-4 max-w-prose text-soft">{t("security.logText")}</p>
        <SecurityLog />
      </section>
    </SubPage>
  );
}
