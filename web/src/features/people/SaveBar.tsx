import { useTranslation } from "react-i18next";
import { ApiError } from "@/lib/api";
import { Button } from "@/ui/Button";
import { useExplain } from "./change";
import { Problem } from "./Problem";

type Props = { error: Error | null; busy: boolean; onSave: () => void; onDiscard: () => void };

/** What is not saved yet, always in reach. */
export function SaveBar({ error, busy, onSave, onDiscard }: Props) {
  const { t } = useTranslation("people");
  const explain = useExplain();
  const details = error instanceof ApiError ? error.details.length : 0;
  return (
    <div className="sticky bottom-20 z-10 rounded-card border bg-card px-5 py-3 shadow-floating rail:bottom-4">
      <div className="flex flex-wrap items-center gap-2.5">
        <p className="min-w-40 grow text-soft">{t("edit.unsaved")}</p>
        <Button variant="quiet" onClick={onDiscard}>
          {t("edit.discard")}
        </Button>
        <Button variant="primary" loading={busy} onClick={onSave}>
          {t("edit.save")}
        </Button>
      </div>
      {error && <Problem>{details > 1 ? t("edit.problems", { count: details }) : explain(error)}</Problem>}
    </div>
  );
}
