import { ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { User } from "@/lib/session";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { useAction } from "./useAction";

/** For moderators and admins whose role waits for a second factor: what to do about it. */
export function StaffNotice({ user, linked = false }: { user: User; linked?: boolean }) {
  const { t } = useTranslation("accounts");
  const { act, ask, busy, dialog } = useAction();
  const { required, totp, passkeys } = user.secondFactor;
  if (!required || user.role !== "user") return null;
  const hasOne = totp || passkeys > 0;
  const action = hasOne ? (
    <Button
      size="sm"
      loading={busy}
      onClick={() => {
        act(ask);
      }}
    >
      {t("staff.show")}
    </Button>
  ) : (
    linked && (
      <ButtonLink to="/you/security" size="sm">
        {t("staff.setUp")}
      </ButtonLink>
    )
  );
  return (
    <>
      <Banner tone="honey" icon={ShieldAlert} action={action}>
        {t(hasOne ? "staff.waits" : "staff.missing")}
      </Banner>
      {dialog}
    </>
  );
}
