import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { userChanged } from "@/lib/session";
import { Button } from "@/ui/Button";
import { CodeField } from "@/ui/CodeField";
import { ExternalLink } from "@/ui/Link";
import { Form } from "./FormParts";
import { eventsQuery } from "./queries";
import { QrCode } from "./QrCode";
import { useForm } from "./useForm";
import { useSubmitWhenComplete } from "./useSubmitWhenComplete";

type Props = {
  setup: { secret: string; uri: string };
  onConfirmed: (recoveryCodes: string[]) => void;
  onCancel: () => void;
};

/** The secret, for an app's camera or for fingers, and the code that shows that the app has it. */
export function TwoStepSetup({ setup: { secret, uri }, onConfirmed, onCancel }: Props) {
  const { t } = useTranslation("accounts");
  const queryClient = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  const form = useForm(["code"], async (body) => {
    const { user, recoveryCodes } = await unwrap(api.POST("/api/auth/totp/confirm", { body }));
    onConfirmed(recoveryCodes);
    userChanged(user);
    await queryClient.invalidateQueries({ queryKey: eventsQuery.queryKey });
  });
  const { onValue, ...code } = form.control("code");
  useSubmitWhenComplete(code.id, code.value);
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col gap-5 sm:flex-row-reverse sm:justify-end">
        <div className="flex min-w-0 flex-col gap-3">
          <div>
            <h3 ref={heading} tabIndex={-1} className="font-title text-lg">
              {t("twoStep.scanTitle")}
            </h3>
            <p className="mt-1 text-soft">{t("twoStep.scanText")}</p>
          </div>
          <p className="text-sm text-soft">
            {t("twoStep.key")}
            <code className="mt-1 block font-mono text-base wrap-anywhere text-ink select-all">
              {secret.match(/.{1,4}/g)?.join(" ")}
            </code>
          </p>
          <p>
            <ExternalLink href={uri} className="inline-flex min-h-touch items-center">
              {t("twoStep.open")}
            </ExternalLink>
          </p>
        </div>
        <QrCode text={uri} label={t("twoStep.qr")} />
      </div>
      <div className="max-w-md">
        <Form form={form} submitLabel={t("twoStep.confirm")}>
          <CodeField
            {...code}
            label={t("fields.code.label")}
            hint={t("twoStep.codeHint")}
            onChange={onValue}
          />
        </Form>
        <div className="mt-2.5">
          <Button variant="quiet" wide onClick={onCancel}>
            {t("twoStep.notNow")}
          </Button>
        </div>
      </div>
    </div>
  );
}
