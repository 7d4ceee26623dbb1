import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { showToast } from "@/ui/toast";
import { passkeyProblem } from "./passkeys";
import { eventsQuery } from "./queries";
import { useStepUp } from "./useStepUp";

/** Does what changes how the account is protected: asks who it is where that is wanted, and says what went wrong. */
export function useAction() {
  const { t } = useTranslation("accounts");
  const queryClient = useQueryClient();
  const { guard, ask, dialog } = useStepUp();
  const [busy, setBusy] = useState(false);
  const act = (action: () => Promise<unknown>) => {
    setBusy(true);
    guard(action)
      .then(() => queryClient.invalidateQueries({ queryKey: eventsQuery.queryKey }))
      .catch((error: unknown) => {
        const problem = passkeyProblem(error);
        // Whoever closes the dialog knows that nothing has happened.
        if (error instanceof DOMException && error.name === "AbortError") return;
        const message =
          problem === null && error instanceof Error ? error.message : t(`passkeys.${problem ?? "stopped"}`);
        showToast({ message, tone: "problem" });
      })
      .finally(() => {
        setBusy(false);
      });
  };
  return { act, ask, busy, dialog };
}
