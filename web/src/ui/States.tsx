import { CloudOff, type LucideIcon } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button";

type Props = { icon?: LucideIcon; title: string; children?: ReactNode; action?: ReactNode };

/** Nothing here, and what to do about it. */
export function EmptyState({ icon: Icon, title, children, action }: Props) {
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center px-4 py-8 text-center">
      {Icon && (
        <span className="mb-4 grid size-16 place-items-center rounded-full bg-ember-wash text-ember-ink">
          <Icon aria-hidden className="size-7" strokeWidth={1.75} />
        </span>
      )}
      <p className="font-title text-xl">{title}</p>
      {children !== undefined && <div className="mt-1.5 text-soft">{children}</div>}
      {action !== undefined && <div className="mt-5">{action}</div>}
    </div>
  );
}

type ErrorProps = { title: string; children?: ReactNode; onRetry?: () => void; retrying?: boolean };

/** Something did not load: what happened, and another try, which is made by itself once the network is back. */
export function ErrorState({ title, children, onRetry, retrying = false }: ErrorProps) {
  const { t } = useTranslation("ui");
  const retry = useRef(onRetry);
  useEffect(() => {
    retry.current = onRetry;
  });
  useEffect(() => {
    const tryAgain = () => retry.current?.();
    addEventListener("online", tryAgain);
    return () => {
      removeEventListener("online", tryAgain);
    };
  }, []);
  return (
    <div role="alert">
      <EmptyState
        icon={CloudOff}
        title={title}
        action={
          onRetry && (
            <Button loading={retrying} onClick={onRetry}>
              {t("tryAgain")}
            </Button>
          )
        }
      >
        {children}
      </EmptyState>
    </div>
  );
}
