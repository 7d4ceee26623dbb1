import { X } from "lucide-react";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "./Button";
import { Modal, type ModalProps } from "./Modal";

const PANEL =
  "modal m-auto w-[min(30rem,calc(100vw-2rem))] max-h-[calc(100dvh-3rem)] rounded-card border bg-card text-ink shadow-lifted";

type DialogProps = ModalProps & { title: string; description?: string; footer?: ReactNode };

export function Dialog({ title, description, footer, children, ...modal }: DialogProps) {
  const { t } = useTranslation("ui");
  const id = useId();
  return (
    <Modal
      {...modal}
      labelledBy={`${id}-title`}
      describedBy={description === undefined ? undefined : `${id}-description`}
      className={PANEL}
    >
      <div className="flex flex-col gap-4 p-6">
        <div className="pe-10">
          <h2 id={`${id}-title`} className="font-title text-2xl">
            {title}
          </h2>
          {description !== undefined && (
            <p id={`${id}-description`} className="mt-1.5 text-soft">
              {description}
            </p>
          )}
        </div>
        {children}
        {footer !== undefined && <div className="flex flex-wrap justify-end gap-2.5">{footer}</div>}
      </div>
      {/* Last in the order of focus, so that a dialog opens at its first field. */}
      <div className="absolute end-4 top-4">
        <IconButton icon={X} label={t("close")} onClick={modal.onClose} />
      </div>
    </Modal>
  );
}

type AlertDialogProps = Omit<ModalProps, "children"> & {
  title: string;
  description: string;
  /** What the button does, as a verb: "Delete the photo", never "OK". */
  confirmLabel: string;
  onConfirm: () => void;
  cancelLabel?: string;
  danger?: boolean;
  busy?: boolean;
};

/** Asks before something that cannot be undone. It opens at the way out. */
export function AlertDialog({
  title,
  description,
  confirmLabel,
  onConfirm,
  cancelLabel,
  danger = false,
  busy = false,
  ...modal
}: AlertDialogProps) {
  const { t } = useTranslation("ui");
  const id = useId();
  return (
    <Modal
      {...modal}
      role="alertdialog"
      labelledBy={`${id}-title`}
      describedBy={`${id}-description`}
      className={PANEL}
    >
      <div className="flex flex-col gap-6 p-6">
        <div>
          <h2 id={`${id}-title`} className="font-title text-2xl">
            {title}
          </h2>
          <p id={`${id}-description`} className="mt-1.5 text-soft">
            {description}
          </p>
        </div>
        <div className="flex flex-wrap justify-end gap-2.5">
          <Button onClick={modal.onClose}>{cancelLabel ?? t("cancel")}</Button>
          <Button variant={danger ? "danger" : "primary"} loading={busy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
