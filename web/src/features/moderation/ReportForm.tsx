import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useForgetting } from "@/features/people";
import { api, ApiError, unwrap, type Schemas } from "@/lib/api";
import type { Reportable } from "@/lib/reporting";
import { useExplain } from "@/lib/useExplain";
import { Button } from "@/ui/Button";
import { Checkbox, RadioGroup } from "@/ui/Choice";
import { TextArea } from "@/ui/TextArea";

type Reason = Schemas["ReportReason"];

/** The frequent ones first, and those for which somebody has to look twice. */
const REASONS: readonly Reason[] = ["harassment", "spam", "fake", "nudity", "underage", "violence", "other"];
const LONGEST = 1000;

type Props = { about: Reportable; onSent: (isBlocked: boolean) => void };

export function ReportForm({ about, onSent }: Props) {
  const { t } = useTranslation("moderation");
  const explain = useExplain();
  const [reason, setReason] = useState<Reason | null>(null);
  const [note, setNote] = useState("");
  const [block, setBlock] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const forget = useForgetting();
  const { mutate, isPending } = useMutation({
    mutationFn: (body: Schemas["ReportDraft"]) => unwrap(api.POST("/api/reports", { body })),
    onSuccess: (_, body) => {
      if (body.block) {
        forget(about.userId);
        about.onBlocked?.();
      }
      onSent(body.block);
    },
    onError: (error) => {
      setProblem(error instanceof ApiError && error.status === 404 ? t("gone") : explain(error));
    },
  });
  const send = () => {
    setProblem(reason === null ? t("missing") : null);
    if (reason === null) return;
    mutate({
      userId: about.userId,
      subject: about.subject,
      reason,
      note: note.trim() === "" ? null : note.trim(),
      block,
    });
  };
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <RadioGroup
        legend={t("reasons")}
        options={REASONS.map((value) => ({ value, label: t(`reason.${value}`) }))}
        value={reason}
        onChange={(chosen) => {
          setReason(chosen);
          setProblem(null);
        }}
      />
      {reason === "violence" && <p className="rounded-field bg-honey-wash px-4 py-3">{t("danger")}</p>}
      <TextArea
        label={t("note")}
        hint={t("noteHint")}
        required={false}
        maxLength={LONGEST}
        rows={2}
        value={note}
        onChange={({ target }) => {
          setNote(target.value);
        }}
      />
      {about.isBlocked !== true && (
        <Checkbox
          label={t("block", { name: about.name })}
          hint={t("blockHint")}
          checked={block}
          onChange={({ target }) => {
            setBlock(target.checked);
          }}
        />
      )}
      {problem !== null && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
      <div className="flex justify-end">
        <Button variant="primary" type="submit" loading={isPending}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}
