import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { userChanged, useUser } from "@/lib/session";
import { TextField } from "@/ui/TextField";
import { showToast } from "@/ui/toast";
import { AS_TYPED, Form, NewPasswordField } from "./FormParts";
import { ProviderButtons } from "./ProviderButtons";
import { SubPage } from "./SubPage";
import { useForm } from "./useForm";

const FIELDS = ["email", "username", "password"] as const;

/** Where a guest becomes permanent. */
export function KeepPage() {
  const { t } = useTranslation("accounts");
  const user = useUser();
  const navigate = useNavigate();
  const form = useForm(FIELDS, async (values) => {
    const linked = await unwrap(api.POST("/api/auth/link", { body: { ...values, session: "cookie" } }));
    await navigate({ to: "/you", replace: true });
    userChanged(linked.user);
    showToast({ message: t("keep.done"), tone: "done" });
  });
  if (user === null) return null;
  if (!user.isGuest)
    return (
      <SubPage title={t("keep.title")}>
        <p>{t("keep.already")}</p>
      </SubPage>
    );
  return (
    <SubPage title={t("keep.title")} lead={t("keep.lead")}>
      <div className="flex max-w-md flex-col gap-8">
        <Form form={form} submitLabel={t("keep.submit")}>
          <TextField
            {...form.field("email")}
            {...AS_TYPED}
            type="email"
            autoComplete="email"
            hint={t("emailHint")}
          />
          <TextField
            {...form.field("username")}
            {...AS_TYPED}
            autoComplete="username"
            hint={t("usernameHint")}
          />
          <NewPasswordField {...form.field("password")} />
        </Form>
        <ProviderButtons guest />
      </div>
    </SubPage>
  );
}
