import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Reportable } from "@/lib/reporting";
import { Dialog } from "@/ui/Dialog";
import { ReportForm } from "./ReportForm";
import { Thanks } from "./Thanks";

type Sent = { about: Reportable; isBlocked: boolean };

/** What is wrong, in a few taps; then what happens next. */
export function ReportDialog({ about, onClose }: { about: Reportable | null; onClose: () => void }) {
  const { t } = useTranslation("moderation");
  // One that is about to leave goes on showing what it showed.
  const [shown, setShown] = useState(about);
  const [sent, setSent] = useState<Sent | null>(null);
  if (about !== null && about !== shown) {
    setShown(about);
    setSent(null);
  }
  const name = shown?.name ?? "";
  const isSent = sent !== null && sent.about === shown;
  return (
    <Dialog
      open={about !== null}
      onClose={onClose}
      title={isSent ? t("thanks.title") : t(`title.${shown?.subject.kind ?? "profile"}`, { name })}
      {...(!isSent && { description: t("text", { name }) })}
    >
      {isSent && <Thanks name={name} isBlocked={sent.isBlocked} onClose={onClose} />}
      {!isSent && shown !== null && (
        <ReportForm
          key={`${shown.userId} ${shown.subject.id ?? ""}`}
          about={shown}
          onSent={(isBlocked) => {
            setSent({ about: shown, isBlocked });
          }}
        />
      )}
    </Dialog>
  );
}
