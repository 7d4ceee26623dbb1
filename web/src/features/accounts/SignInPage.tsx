import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { signedIn, useSession } from "@/lib/session";
import { Banner } from "@/ui/Banner";
import { Link } from "@/ui/Link";
import { PasswordField, TextField } from "@/ui/TextField";
import { Aside, DoorPage } from "./DoorPage";
import { AS_TYPED, Form } from "./FormParts";
import { ProviderButtons } from "./ProviderButtons";
import { useForm } from "./useForm";
import { useWanted } from "./wanted";

const FIELDS = ["login", "password"] as const;

export function SignInPage() {
  const { t } = useTranslation("accounts");
  const session = useSession();
  const wanted = useWanted();
  const hasEnded = session.state === "out" && session.why === "ended";
  const form = useForm(FIELDS, async (values) => {
    signedIn(await unwrap(api.POST("/api/auth/login", { body: { ...values, session: "cookie" } })));
  });
  return (
    <DoorPage title={t("signIn.title")} lead={t("signIn.lead")}>
      {(hasEnded || wanted.to !== undefined) && (
        <Banner tone="honey">{t(hasEnded ? "signIn.ended" : "signIn.wanted")}</Banner>
      )}
      <Form form={form} submitLabel={t("signIn.submit")}>
        <TextField {...form.field("login")} {...AS_TYPED} autoComplete="username" />
        <div className="flex flex-col gap-2">
          <PasswordField {...form.field("password")} autoComplete="current-password" />
          <p className="text-sm">
            <Link to="/forgot">{t("signIn.forgot")}</Link>
          </p>
        </div>
      </Form>
      <ProviderButtons to={wanted.to} />
      <Aside question={t("signIn.new")}>
        <Link to="/sign-up" search={wanted}>
          {t("links.signUp")}
        </Link>
      </Aside>
    </DoorPage>
  );
}
