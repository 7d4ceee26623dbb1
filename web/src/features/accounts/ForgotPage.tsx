import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { Button } from "@/ui/Button";
import { Link } from "@/ui/Link";
import { TextField } from "@/ui/TextField";
import { DoorPage } from "./DoorPage";
import { AS_TYPED, Form } from "./FormParts";
import { useForm } from "./useForm";

const FIELDS = ["email"] as const;

export function ForgotPage() {
  const { t } = useTranslation("accounts");
  const [sentTo, setSentTo] = useState<string | null>(null);
  const form = useForm(FIELDS, async (body) => {
    await unwrap(api.POST("/api/auth/password/forgot", { body }));
    setSentTo(body.email);
  });
  if (sentTo !== null)
    return (
      <DoorPage key="sent" focus title={t("forgot.sentTitle")} lead={t("forgot.sentText", { email: sentTo })}>
        <div className="flex flex-wrap items-center gap-5">
          <Button
            onClick={() => {
              setSentTo(null);
            }}
          >
            {t("forgot.again")}
          </Button>
          <Link to="/sign-in">{t("forgot.back")}</Link>
        </div>
      </DoorPage>
    );
  return (
    <DoorPage key="ask" title={t("forgot.title")} lead={t("forgot.lead")}>
      <Form form={form} submitLabel={t("forgot.submit")}>
        <TextField {...form.field("email")} {...AS_TYPED} type="email" autoComplete="email" />
      </Form>
      <p>
        <Link to="/sign-in">{t("forgot.back")}</Link>
      </p>
    </DoorPage>
  );
}
