import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError, unwrap } from "@/lib/api";
import { ButtonLink } from "@/ui/Link";
import { DoorPage } from "./DoorPage";
import { Form, NewPasswordField } from "./FormParts";
import { useLinkToken } from "./linkToken";
import { useForm } from "./useForm";

const FIELDS = ["password"] as const;

export function ResetPage() {
  const { t } = useTranslation("accounts");
  const token = useLinkToken();
  const [outcome, setOutcome] = useState<"done" | { gone: string }>();
  const form = useForm(FIELDS, async ({ password }) => {
    try {
      await unwrap(api.POST("/api/auth/password/reset", { body: { token, password } }));
      setOutcome("done");
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 410)) throw error;
      setOutcome({ gone: token });
    }
  });
  if (outcome === "done")
    return (
      <DoorPage key="done" focus title={t("reset.doneTitle")} lead={t("reset.doneText")}>
        <div>
          <ButtonLink to="/sign-in" variant="primary" size="lg">
            {t("links.signIn")}
          </ButtonLink>
        </div>
      </DoorPage>
    );
  if (token === "" || outcome?.gone === token)
    return (
      <DoorPage
        key="gone"
        focus={outcome !== undefined}
        title={t("reset.goneTitle")}
        lead={t("reset.goneText")}
      >
        <div>
          <ButtonLink to="/forgot" variant="primary" size="lg">
            {t("reset.askAgain")}
          </ButtonLink>
        </div>
      </DoorPage>
    );
  return (
    <DoorPage key="ask" title={t("reset.title")} lead={t("reset.lead")}>
      <Form form={form} submitLabel={t("reset.submit")}>
        <NewPasswordField {...form.field("password")} label={t("fields.newPassword.label")} />
      </Form>
    </DoorPage>
  );
}
