import { ShieldCheck, Smartphone } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { userChanged, type User } from "@/lib/session";
import { Button } from "@/ui/Button";
import { Chip } from "@/ui/Chip";
import { AlertDialog } from "@/ui/Dialog";
import { showToast } from "@/ui/toast";
import { RecoveryCodes } from "./RecoveryCodes";
import { TwoStepSetup } from "./TwoStepSetup";
import { useAction } from "./useAction";

type Stage =
  | { at: "rest" }
  | { at: "setup"; setup: { secret: string; uri: string } }
  | { at: "codes"; codes: readonly string[] };

const FEW_CODES = 3;

export function TwoStep({ user }: { user: User }) {
  const [stage, setStage] = useState<Stage>({ at: "rest" });
  const rest = () => {
    setStage({ at: "rest" });
  };
  return (
    <div className="rounded-card border bg-card p-5">
      {stage.at === "setup" && (
        <TwoStepSetup
          setup={stage.setup}
          onCancel={rest}
          onConfirmed={(codes) => {
            setStage({ at: "codes", codes });
          }}
        />
      )}
      {stage.at === "codes" && <RecoveryCodes codes={stage.codes} onKept={rest} />}
      {stage.at === "rest" &&
        (user.secondFactor.totp ? <On user={user} go={setStage} /> : <Off go={setStage} />)}
    </div>
  );
}

function Off({ go }: { go: (stage: Stage) => void }) {
  const { t } = useTranslation("accounts");
  const { act, busy, dialog } = useAction();
  return (
    <div className="flex flex-wrap items-center gap-4">
      <Smartphone aria-hidden className="size-5.5 shrink-0 text-soft" strokeWidth={1.75} />
      <p className="min-w-48 flex-1">{t("twoStep.off")}</p>
      <Button
        loading={busy}
        onClick={() => {
          act(async () => {
            go({ at: "setup", setup: await unwrap(api.POST("/api/auth/totp/start")) });
          });
        }}
      >
        {t("twoStep.setUp")}
      </Button>
      {dialog}
    </div>
  );
}

function On({ user, go }: { user: User; go: (stage: Stage) => void }) {
  const { t } = useTranslation("accounts");
  const { act, busy, dialog } = useAction();
  const [asking, setAsking] = useState<"off" | "codes" | null>(null);
  const { recoveryCodesLeft: left, required } = user.secondFactor;
  const close = () => {
    setAsking(null);
  };
  const renew = async () => {
    const { user: changed, recoveryCodes } = await unwrap(api.POST("/api/auth/recovery-codes"));
    go({ at: "codes", codes: recoveryCodes });
    userChanged(changed);
  };
  const switchOff = async () => {
    userChanged((await unwrap(api.DELETE("/api/auth/totp"))).user);
    showToast({ message: t("twoStep.isOff"), tone: "done" });
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-4">
        <ShieldCheck aria-hidden className="size-5.5 shrink-0 text-sage" strokeWidth={1.75} />
        <p className="min-w-0 grow">
          <span className="block font-strong">{t("twoStep.isOn")}</span>
          <span className="block text-sm text-soft">{t("twoStep.left", { count: left })}</span>
        </p>
        {left < FEW_CODES && <Chip tone="honey">{t("twoStep.few")}</Chip>}
      </div>
      <div className="flex flex-wrap gap-2.5">
        <Button
          loading={busy}
          onClick={() => {
            setAsking("codes");
          }}
        >
          {t("twoStep.renew")}
        </Button>
        {!required && (
          <Button
            variant="quiet"
            onClick={() => {
              setAsking("off");
            }}
          >
            {t("twoStep.switchOff")}
          </Button>
        )}
      </div>
      <AlertDialog
        open={asking === "off"}
        onClose={close}
        title={t("twoStep.offTitle")}
        description={t("twoStep.offText")}
        confirmLabel={t("twoStep.switchOff")}
        danger
        onConfirm={() => {
          close();
          act(switchOff);
        }}
      />
      <AlertDialog
        open={asking === "codes"}
        onClose={close}
        title={t("twoStep.renewTitle")}
        description={t("twoStep.renewText")}
        confirmLabel={t("twoStep.renew")}
        onConfirm={() => {
          close();
          act(renew);
        }}
      />
      {dialog}
    </div>
  );
}
