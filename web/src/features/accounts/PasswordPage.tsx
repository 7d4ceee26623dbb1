import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { useUser } from "@/lib/session";
import { PasswordField } from "@/ui/TextField";
import { showToast } from "@/ui/toast";
import { Form, NewPasswordField } from "./FormParts";
import { SubPage } from "./SubPage";
import { useForm } from "./useForm";

const FIELDS = ["currentPassword", "newPassword"] as const;

export function PasswordPage() {
  const { t } = useTranslation("accounts");
  const user = useUser();
  const navigate = useNavigate();
  const form = useForm(FIELDS, async (body) => {
    await unwrap(api.PUT("/api/auth/password", { body }));
    showToast({ message: t("password.done"), tone: "done" });
    await navigate({ to: "/you", replace: true });
  });
  if (user === null) return null;
  if (!user.hasPassword)
    return (
      <SubPage title={t("password.title")}>
        <p>{t("password.none")}</p>
      </SubPage>
    );
  return (
    <SubPage title={t("password.title")} lead={t("password.lead")}>
      <div className="max-w-md">
        <Form form={form} submitLabel={t("password.submit")}>
          {/* Password managers keep the new password for this name. */}
          <input
            type="text"
            name="username"
            autoComplete="username"
            value={user.username ?? ""}
            readOnly
            hidden
          />
          <PasswordField {...form.field("currentPassword")} autoComplete="current-password" />
          <NewPasswordField {...form.field("newPassword")} />
        </Form>
      </div>
    </SubPage>
  );
}
