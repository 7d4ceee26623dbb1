import { X } from "lucide-react";
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import { cx } from "./cx";
import { Modal, type ModalProps } from "./Modal";
import { useDragToClose } from "./useDragToClose";

const PANEL = cx(
  "modal overflow-clip bg-card text-ink shadow-lifted",
  "mx-0 mt-auto mb-0 max-h-[min(88dvh,44rem)] w-full max-w-none rounded-t-card border-t [--away:0_100%]",
  "sm:m-3 sm:ms-auto sm:h-[calc(100dvh-1.5rem)] sm:max-h-none sm:w-104 sm:rounded-card sm:border sm:[--away:calc(100%+1rem)_0]",
);

type Props = ModalProps & { title: string; footer?: ReactNode };

/** Rises from below on phones, where it can be pulled down; comes from the side where there is room. */
export function Sheet({ title, footer, children, ...modal }: Props) {
  const { t } = useTranslation("ui");
  const id = useId();
  const dragHandlers = useDragToClose(modal.onClose);
  return (
    <Modal {...modal} labelledBy={id} className={PANEL}>
      <div className="flex max-h-[inherit] flex-col sm:h-full">
        <header {...dragHandlers} className="touch-none px-6 pt-2.5 pb-3 select-none sm:pt-5">
          <div aria-hidden className="mx-auto mb-3 h-1.25 w-10 rounded-full bg-line sm:hidden" />
          <h2 id={id} className="pe-10 font-title text-2xl">
            {title}
          </h2>
        </header>
        <div className="min-h-0 grow overflow-y-auto overscroll-contain px-6 pb-6">{children}</div>
        {footer !== undefined && (
          <footer className="border-t px-6 pt-4 pb-[max(1rem,env(safe-area-inset-bottom))]">{footer}</footer>
        )}
      </div>
      <div className="absolute end-4 top-4">
        <IconButton icon={X} label={t("close")} onClick={modal.onClose} />
      </div>
    </Modal>
  );
}
