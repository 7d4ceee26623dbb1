import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { useUser } from "@/lib/session";
import { Button } from "@/ui/Button";
import { PasswordField, TextField } from "@/ui/TextField";
import { AS_TYPED, Form } from "./FormParts";
import { ResendBanner } from "./ResendBanner";
import { SubPage } from "./SubPage";
import { useForm } from "./useForm";
import { useStepUp } from "./useStepUp";

const FIELDS = ["email", "password"] as const;

export function EmailPage() {
  const { t } = useTranslation("accounts");
  const user = useUser();
  const [sentTo, setSentTo] = useState<string>();
  const { guard, dialog } = useStepUp();
  const form = useForm(FIELDS, async ({ email, password }) => {
    const body = { email, password: user?.hasPassword === true ? password : null };
    await guard(() => unwrap(api.PUT("/api/auth/email", { body })));
    setSentTo(email);
  });
  if (user === null) return null;
  if (user.isGuest)
    return (
      <SubPage title={t("address.title")}>
        <p>{t("address.guest")}</p>
      </SubPage>
    );
  if (sentTo !== undefined)
    return (
      <SubPage
        key="sent"
        focus
        title={t("address.sentTitle")}
        lead={t("address.sentText", { email: sentTo })}
      >
        <div>
          <Button
            onClick={() => {
              setSentTo(undefined);
            }}
          >
            {t("address.other")}
          </Button>
        </div>
      </SubPage>
    );
  return (
    <SubPage key="ask" title={t("address.title")} lead={t("address.lead")}>
      <div className="flex max-w-md flex-col gap-6">
        {user.email !== null && (
          <div>
            <p className="text-sm font-strong">{t("address.now")}</p>
            <p className="mt-0.5 wrap-anywhere">{user.email}</p>
            {!user.emailVerified && (
              <div className="mt-3">
                <ResendBanner email={user.email} />
              </div>
            )}
          </div>
        )}
        <Form form={form} submitLabel={t("address.submit")}>
          <TextField
            {...form.field("email")}
            {...AS_TYPED}
            label={t("address.field")}
            type="email"
            autoComplete="email"
          />
          {user.hasPassword && (
            <PasswordField
              {...form.field("password")}
              label={t("fields.currentPassword.label")}
              autoComplete="current-password"
            />
          )}
        </Form>
        {dialog}
      </div>
    </SubPage>
  );
}
