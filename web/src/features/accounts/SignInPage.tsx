import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError, unwrap } from "@/lib/api";
import { signedIn, useSession } from "@/lib/session";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { CodeField } from "@/ui/CodeField";
import { Link } from "@/ui/Link";
import { PasswordField, TextField } from "@/ui/TextField";
import { Aside, DoorPage } from "./DoorPage";
import { AS_TYPED, Form } from "./FormParts";
import { PasskeySignIn } from "./PasskeySignIn";
import { ProviderButtons } from "./ProviderButtons";
import { useForm } from "./useForm";
import { useSubmitWhenComplete } from "./useSubmitWhenComplete";
import { useWanted } from "./wanted";

const FIELDS = ["login", "password", "totp"] as const;

type Step = "password" | "code" | "recovery";

export function SignInPage() {
  const [step, setStep] = useState<Step>("password");
  const form = useForm(FIELDS, async ({ login, password, totp }) => {
    const body = { login, password, session: "cookie" as const };
    try {
      const withCode = step === "password" ? body : { ...body, totp };
      signedIn(await unwrap(api.POST("/api/auth/login", { body: withCode })));
    } catch (error) {
      // The password was right, and the account asks for more.
      if (!(error instanceof ApiError && error.code === "totp_required")) throw error;
      setStep("code");
    }
  });
  if (step === "password") return <PasswordStep form={form} />;
  return <CodeStep key={step} form={form} step={step} onStep={setStep} />;
}

type FormProps = { form: ReturnType<typeof useForm<(typeof FIELDS)[number]>> };

function PasswordStep({ form }: FormProps) {
  const { t } = useTranslation("accounts");
  const session = useSession();
  const wanted = useWanted();
  const hasEnded = session.state === "out" && session.why === "ended";
  return (
    <DoorPage key="password" title={t("signIn.title")} lead={t("signIn.lead")}>
      {(hasEnded || wanted.to !== undefined) && (
        <Banner tone="honey">{t(hasEnded ? "signIn.ended" : "signIn.wanted")}</Banner>
      )}
      <Form form={form} submitLabel={t("signIn.submit")}>
        <TextField {...form.field("login")} {...AS_TYPED} autoComplete="username webauthn" />
        <div className="flex flex-col gap-2">
          <PasswordField {...form.field("password")} autoComplete="current-password" />
          <p className="text-sm">
            <Link to="/forgot">{t("signIn.forgot")}</Link>
          </p>
        </div>
      </Form>
      <PasskeySignIn />
      <ProviderButtons to={wanted.to} />
      <Aside question={t("signIn.new")}>
        <Link to="/sign-up" search={wanted}>
          {t("links.signUp")}
        </Link>
      </Aside>
    </DoorPage>
  );
}

function CodeStep({
  form,
  step,
  onStep,
}: FormProps & { step: "code" | "recovery"; onStep: (step: Step) => void }) {
  const { t } = useTranslation("accounts");
  const { onValue, ...totp } = form.control("totp");
  const isRecovery = step === "recovery";
  useSubmitWhenComplete(totp.id, isRecovery ? "" : totp.value);
  const go = (next: Step) => {
    onValue("");
    onStep(next);
  };
  return (
    <DoorPage focus title={t(`signIn.${step}Title`)} lead={t(`signIn.${step}Lead`)}>
      <Form form={form} submitLabel={t("signIn.submit")}>
        {isRecovery ? (
          <TextField
            {...form.field("totp")}
            {...AS_TYPED}
            label={t("signIn.recoveryLabel")}
            autoComplete="off"
            placeholder="xxxxx-xxxxx"
          />
        ) : (
          <CodeField {...totp} label={t("fields.totp.label")} onChange={onValue} />
        )}
      </Form>
      <div className="flex flex-col gap-1">
        <Button
          variant="quiet"
          wide
          onClick={() => {
            go(isRecovery ? "code" : "recovery");
          }}
        >
          {t(isRecovery ? "signIn.useApp" : "signIn.useRecovery")}
        </Button>
        <Button
          variant="quiet"
          wide
          onClick={() => {
            go("password");
          }}
        >
          {t("signIn.back")}
        </Button>
      </div>
    </DoorPage>
  );
}
