import { useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { LayerContext, pushModal } from "./modals";
import { Toasts } from "./Toasts";

export type ModalProps = {
  open: boolean;
  /** The person wants it closed: Escape, the veil, the back gesture. */
  onClose: () => void;
  children: ReactNode;
};

type Props = ModalProps & {
  labelledBy: string;
  describedBy?: string | undefined;
  role?: "dialog" | "alertdialog";
  className: string;
};

/**
 * What dialogs and sheets stand on: the browser's own modal dialog. It traps and returns the focus, makes the rest
 * inert and needs no style element, which our content security policy would refuse.
 */
export function Modal({
  open,
  onClose,
  labelledBy,
  describedBy,
  role = "dialog",
  className,
  children,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [layer, setLayer] = useState<HTMLElement | null>(null);
  const [present, setPresent] = useState(open);
  if (open && !present) setPresent(true);

  useLayoutEffect(() => {
    const element = dialog.current;
    if (!open || element === null) return;
    element.showModal();
    const popModal = pushModal(element);
    return () => {
      popModal();
      element.close();
      // What it shows stays until it has left.
      void Promise.allSettled(element.getAnimations().map((animation) => animation.finished)).then(() => {
        if (!element.open) setPresent(false);
      });
    };
  }, [open]);

  return (
    <dialog
      ref={(element) => {
        dialog.current = element;
        setLayer(element);
      }}
      role={role}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      closedby={role === "alertdialog" ? "closerequest" : "any"}
      onCancel={(event) => {
        // A file input inside sends a `cancel` of its own.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        onClose();
      }}
      onClose={(event) => {
        // The browser may close without asking, when Escape is pressed twice.
        if (open && event.target === event.currentTarget) onClose();
      }}
      className={className}
    >
      <LayerContext value={layer}>
        {present && children}
        {present && <Toasts layer={layer} />}
      </LayerContext>
    </dialog>
  );
}
