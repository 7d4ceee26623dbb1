import { Fingerprint } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { userChanged, type User } from "@/lib/session";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { PasswordField, TextField } from "@/ui/TextField";
import { AS_TYPED, Form } from "./FormParts";
import { passkeyProblem, passkeysWork, showPasskey } from "./passkeys";
import { useForm } from "./useForm";

type Props = { user: User; open: boolean; onDone: () => void; onClose: () => void };

/** Asks again who it is, before something that weighs much. */
export function StepUpDialog({ user, open, onDone, onClose }: Props) {
  const { t } = useTranslation("accounts");
  const { totp, passkeys, required } = user.secondFactor;
  const withPasskey = passkeys > 0 && passkeysWork;
  // Where a second factor protects the account, the password alone proves too little.
  const withPassword = user.hasPassword && !totp && !(required && passkeys > 0);
  const nothing = !totp && !withPasskey && !withPassword;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t("stepUp.title")}
      description={t(nothing ? "stepUp.nothing" : "stepUp.text")}
    >
      <div className="flex flex-col gap-4">
        {totp && <CodeForm onDone={onDone} />}
        {withPassword && <PasswordForm username={user.username ?? ""} onDone={onDone} />}
        {withPasskey && <PasskeyButton primary={!totp && !withPassword} onDone={onDone} />}
      </div>
    </Dialog>
  );
}

function CodeForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("accounts");
  const form = useForm(["code"], async (body) => {
    userChanged((await unwrap(api.POST("/api/auth/step-up", { body }))).user);
    onDone();
  });
  return (
    <Form form={form} submitLabel={t("stepUp.submit")}>
      <TextField
        {...form.field("code")}
        {...AS_TYPED}
        autoComplete="one-time-code"
        hint={t("stepUp.codeHint")}
      />
    </Form>
  );
}

function PasswordForm({ username, onDone }: { username: string; onDone: () => void }) {
  const { t } = useTranslation("accounts");
  const form = useForm(["password"], async (body) => {
    userChanged((await unwrap(api.POST("/api/auth/step-up", { body }))).user);
    onDone();
  });
  return (
    <Form form={form} submitLabel={t("stepUp.submit")}>
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <PasswordField {...form.field("password")} autoComplete="current-password" />
    </Form>
  );
}

function PasskeyButton({ primary, onDone }: { primary: boolean; onDone: () => void }) {
  const { t } = useTranslation("accounts");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const show = () => {
    setBusy(true);
    setProblem(null);
    showPasskey()
      .then(({ user }) => {
        userChanged(user);
        onDone();
      })
      .catch((error: unknown) => {
        const known = passkeyProblem(error);
        setProblem(
          known === null && error instanceof Error ? error.message : t(`passkeys.${known ?? "stopped"}`),
        );
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return (
    <div className="flex flex-col gap-2">
      <Button
        variant={primary ? "primary" : "secondary"}
        size="lg"
        wide
        icon={Fingerprint}
        loading={busy}
        onClick={show}
      >
        {t("stepUp.passkey")}
      </Button>
      {problem !== null && (
        <p role="alert" className="text-sm text-danger">
          {problem}
        </p>
      )}
    </div>
  );
}
