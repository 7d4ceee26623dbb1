import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/Dialog";
import { PasswordField } from "@/ui/TextField";
import { Form } from "./FormParts";
import { leaveToLink } from "./journey";
import type { Provider } from "./queries";
import { useForm } from "./useForm";
import { useStepUp } from "./useStepUp";

const FIELDS = ["password"] as const;

type Props = { provider: Provider | undefined; open: boolean; onClose: () => void };

/** Asks for the password before another way in is opened. */
export function LinkDialog({ provider, open, onClose }: Props) {
  const { t } = useTranslation("accounts");
  const { guard, dialog } = useStepUp();
  const form = useForm(FIELDS, async ({ password }) => {
    if (provider) await guard(() => leaveToLink(provider.id, password, "/you/security"));
  });
  const name = provider?.name ?? "";
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t("identities.askTitle", { name })}
      description={t("identities.askText")}
    >
      <Form form={form} submitLabel={t("providers.continue", { name })}>
        <PasswordField {...form.field("password")} autoComplete="current-password" />
      </Form>
      {dialog}
    </Dialog>
  );
}
