import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ReportDialog } from "@/features/moderation";
import { endReport, useAskedReport } from "@/lib/reporting";
import { showToast } from "@/ui/toast";

type Parts = { ReportDialog: typeof ReportDialog };

/** The dialog in which one reports somebody. It is loaded when it is first asked for, and is there from then on. */
export function Reporting() {
  const { t } = useTranslation("ui");
  const asked = useAskedReport();
  const [parts, setParts] = useState<Parts | null>(null);
  const isWanted = asked !== null && parts === null;
  useEffect(() => {
    if (!isWanted) return;
    import("@/features/moderation").then(setParts, () => {
      endReport();
      showToast({ message: t("problem.away"), tone: "problem" });
    });
  }, [isWanted, t]);
  return parts && <parts.ReportDialog about={asked} onClose={endReport} />;
}
