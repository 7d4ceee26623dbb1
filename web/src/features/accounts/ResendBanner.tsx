import { useMutation } from "@tanstack/react-query";
import { MailQuestion } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/lib/api";
import { Banner } from "@/ui/Banner";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast";
import { useProblem } from "./useProblem";

/** Says that an address is not confirmed, and sends the link again. */
export function ResendBanner({ email }: { email: string }) {
  const { t } = useTranslation("accounts");
  const inWords = useProblem();
  const { mutate, isPending } = useMutation({
    mutationFn: () => unwrap(api.POST("/api/auth/email/resend")),
    onSuccess: () => {
      showToast({ message: t("resend.done", { email }), tone: "done" });
    },
    onError: (error) => {
      showToast({ message: inWords(error), tone: "problem" });
    },
  });
  return (
    <Banner tone="honey" icon={MailQuestion}>
      <div className="flex flex-wrap items-center gap-x-4">
        <p className="grow basis-56 py-1 wrap-anywhere">{t("you.unconfirmed", { email })}</p>
        <div className="-ms-3.5 whitespace-nowrap sm:ms-0">
          <Button
            size="sm"
            variant="quiet"
            loading={isPending}
            onClick={() => {
              mutate();
            }}
          >
            {t("resend.again")}
          </Button>
        </div>
      </div>
    </Banner>
  );
}
