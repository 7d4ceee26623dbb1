import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { userChanged, useUser } from "@/lib/session";
import { Button } from "@/ui/Button";
import { CodeField } from "@/ui/CodeField";
import { TextField } from "@/ui/TextField";
import { showToast } from "@/ui/toast";
import { AS_TYPED, Form } from "./FormParts";
import { SubPage } from "./SubPage";
import { useForm } from "./useForm";
import { useProblem } from "./useProblem";

export function PhonePage() {
  const { t } = useTranslation("accounts");
  const user = useUser();
  const [sentTo, setSentTo] = useState<string>();
  if (user === null) return null;
  if (sentTo !== undefined)
    return (
      <CodePart
        key="code"
        phone={sentTo}
        onOther={() => {
          setSentTo(undefined);
        }}
      />
    );
  return (
    <SubPage key="number" title={t("phone.title")} lead={t("phone.lead")}>
      <div className="flex max-w-md flex-col gap-6">
        {user.phone !== null && <CurrentNumber phone={user.phone} />}
        <NumberPart onSent={setSentTo} />
      </div>
    </SubPage>
  );
}

const NUMBER = ["phone"] as const;

function NumberPart({ onSent }: { onSent: (phone: string) => void }) {
  const { t } = useTranslation("accounts");
  const form = useForm(NUMBER, async ({ phone }) => {
    await unwrap(api.POST("/api/auth/phone/start", { body: { phone } }));
    onSent(phone);
  });
  return (
    <Form form={form} submitLabel={t("phone.submit")}>
      <TextField
        {...form.field("phone")}
        {...AS_TYPED}
        type="tel"
        inputMode="tel"
        autoComplete="tel"
        hint={t("phone.hint")}
      />
    </Form>
  );
}

const CODE = ["code"] as const;

function CodePart({ phone, onOther }: { phone: string; onOther: () => void }) {
  const { t } = useTranslation("accounts");
  const navigate = useNavigate();
  const form = useForm(CODE, async ({ code }) => {
    const { user } = await unwrap(api.POST("/api/auth/phone/verify", { body: { phone, code } }));
    userChanged(user);
    showToast({ message: t("phone.done"), tone: "done" });
    await navigate({ to: "/you", replace: true });
  });
  const { onValue, ...control } = form.control("code");
  return (
    <SubPage focus title={t("phone.codeTitle")} lead={t("phone.codeLead", { phone })}>
      <div className="flex max-w-md flex-col gap-6">
        <Form form={form} submitLabel={t("phone.codeSubmit")}>
          <CodeField {...control} label={t("fields.code.label")} onChange={onValue} />
        </Form>
        <div className="-ms-5">
          <Button variant="quiet" onClick={onOther}>
            {t("phone.other")}
          </Button>
        </div>
      </div>
    </SubPage>
  );
}

function CurrentNumber({ phone }: { phone: string }) {
  const { t } = useTranslation("accounts");
  const inWords = useProblem();
  const { mutate, isPending } = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/auth/phone")),
    onSuccess: ({ user }) => {
      userChanged(user);
      showToast({ message: t("phone.removed"), tone: "done" });
    },
    onError: (error) => {
      showToast({ message: inWords(error), tone: "problem" });
    },
  });
  return (
    <div className="flex items-center justify-between gap-4 rounded-card border bg-card px-5 py-3.5">
      <div className="min-w-0">
        <p className="text-sm text-soft">{t("phone.now")}</p>
        <p className="font-strong tabular-nums">{phone}</p>
      </div>
      <Button
        size="sm"
        loading={isPending}
        onClick={() => {
          mutate();
        }}
      >
        {t("phone.remove")}
      </Button>
    </div>
  );
}
