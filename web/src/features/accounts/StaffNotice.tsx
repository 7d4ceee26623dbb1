import { ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { User } from "@/lib/session";
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
  return (
    <section aria-labelledby="staff-notice" className="rounded-card bg-honey-wash p-6">
      <h2 id="staff-notice" className="flex items-center gap-3 font-title text-xl">
        <ShieldAlert aria-hidden className="size-5.5 shrink-0" strokeWidth={1.75} />
        {t("staff.title")}
      </h2>
      <p className="mt-1.5 max-w-prose">{t(hasOne ? "staff.waits" : "staff.missing")}</p>
      {hasOne && (
        <div className="mt-4">
          <Button
            loading={busy}
            onClick={() => {
              act(ask);
            }}
          >
            {t("staff.show")}
          </Button>
        </div>
      )}
      {!hasOne && linked && (
        <div className="mt-4">
          <ButtonLink to="/you/security">{t("staff.setUp")}</ButtonLink>
        </div>
      )}
      {dialog}
    </section>
  );
}
