import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import { useTopModal } from "./modals";
import { dismissToast, useToasts, type Toast } from "./toast";

/** Long enough to read; longer where there is something to press. */
const READING_TIME = 5000;
const DECIDING_TIME = 9000;

/**
 * Where toasts appear and are read out. The page has one, and so has every modal, because what is outside of a
 * modal is inert: only the one on top shows them.
 */
export function Toasts({ layer = null }: { layer?: HTMLElement | null }) {
  const { t } = useTranslation("ui");
  const region = useRef<HTMLElement>(null);
  const isOnTop = useTopModal() === layer;
  const toasts = useToasts();

  useEffect(() => {
    // The browser's top layer is above every dialog that was opened before.
    region.current?.showPopover();
  }, []);

  return (
    <section
      ref={region}
      popover="manual"
      aria-label={t("notifications")}
      className="pointer-events-none fixed inset-auto bottom-[var(--toasts,max(1rem,env(safe-area-inset-bottom)))] left-1/2 m-0 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 overflow-visible border-0 bg-transparent p-0"
    >
      <div role="log" aria-live="polite" className="flex flex-col gap-2">
        {isOnTop && toasts.map((toast) => <ToastItem key={toast.id} toast={toast} />)}
      </div>
    </section>
  );
}

const ICONS = { plain: null, done: CircleCheck, problem: CircleAlert };

function ToastItem({ toast: { id, message, tone, action, stays = false } }: { toast: Toast }) {
  const { t } = useTranslation("ui");
  const element = useRef<HTMLDivElement>(null);
  const time = action ? DECIDING_TIME : READING_TIME;
  const Icon = ICONS[tone];

  useEffect(() => {
    if (stays) return;
    const timer = setInterval(() => {
      // Somebody is reading it, or about to press.
      if (element.current?.matches(":hover, :focus-within")) return;
      dismissToast(id);
    }, time);
    return () => {
      clearInterval(timer);
    };
  }, [id, time, stays]);

  return (
    <div
      ref={element}
      className="pointer-events-auto flex animate-rise items-center gap-2 rounded-message bg-ink py-1.5 ps-4 pe-1.5 text-paper shadow-floating"
    >
      {Icon && <Icon aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />}
      <p className="grow py-1.5">{message}</p>
      {action && (
        <button
          type="button"
          className="min-h-touch press rounded-field px-3 font-strong underline decoration-paper/40 underline-offset-4 hover:bg-paper/12 focus-visible:outline-paper"
          onClick={() => {
            action.onSelect();
            dismissToast(id);
          }}
        >
          {action.label}
        </button>
      )}
      <IconButton
        variant="inverse"
        icon={X}
        label={t("dismiss")}
        onClick={() => {
          dismissToast(id);
        }}
      />
    </div>
  );
}
