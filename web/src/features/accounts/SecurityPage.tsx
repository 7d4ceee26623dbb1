import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useUser } from "@/lib/session";
import { Devices } from "./Devices";
import { LinkedAccounts } from "./LinkedAccounts";
import { Passkeys } from "./Passkeys";
import { SecurityLog } from "./SecurityLog";
import { StaffNotice } from "./StaffNotice";
import { SubPage } from "./SubPage";
import { TwoStep } from "./TwoStep";

export function SecurityPage() {
  const { t } = useTranslation("accounts");
  const user = useUser();
  if (user === null) return null;
  return (
    <SubPage title={t("security.title")}>
      <StaffNotice user={user} />
      {user.hasPassword && (
        <Section id="two-step" title={t("twoStep.title")} text={t("twoStep.text")}>
          <TwoStep user={user} />
        </Section>
      )}
      <Section id="passkeys" title={t("passkeys.title")} text={t("passkeys.text")}>
        <Passkeys />
      </Section>
      <Section id="devices" title={t("security.devices")} text={t("security.devicesText")}>
        <Devices />
      </Section>
      <LinkedAccounts />
      <Section id="log" title={t("security.log")} text={t("security.logText")}>
        <SecurityLog />
      </Section>
    </SubPage>
  );
}

type SectionProps = { id: string; title: string; text: string; children: ReactNode };

function Section({ id, title, text, children }: SectionProps) {
  return (
    <section aria-labelledby={`security-${id}`}>
      <h2 id={`security-${id}`} className="font-title text-xl">
        {title}
      </h2>
      <p className="mt-1 mb-4 max-w-prose text-soft">{text}</p>
      {children}
    </section>
  );
}
