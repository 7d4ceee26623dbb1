import { useTranslation } from "react-i18next";
import { useExplain } from "@/lib/useExplain";
import { Button } from "@/ui/Button";

type Props = {
  /** What is done with those who are chosen, as a verb. */
  label: string;
  isEmpty: boolean;
  isBusy: boolean;
  error: Error | null;
  onDone: () => void;
  onClose: () => void;
};

/** Under a list to choose from: what went wrong, and the two ways on. */
export function PickFooter({ label, isEmpty, isBusy, error, onDone, onClose }: Props) {
  const { t } = useTranslation("chatParts");
  const explain = useExplain();
  return (
    <>
      {error && (
        <p role="alert" className="text-sm text-danger">
          {explain(error)}
        </p>
      )}
      <div className="flex justify-end gap-2.5">
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button variant="primary" loading={isBusy} disabled={isEmpty} onClick={onDone}>
          {label}
        </Button>
      </div>
    </>
  );
}
