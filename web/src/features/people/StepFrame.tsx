import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";

type Props = {
  title: string;
  /** Why it is asked. */
  why: string;
  children: ReactNode;
  /** Left out where what stands in the step leads on itself. */
  onNext?: () => void;
  nextLabel?: string;
  canGoOn?: boolean;
  busy?: boolean;
  onSkip?: () => void;
};

/** One question of the beginning: what is asked, why, and the way on, which stays in reach of a thumb. */
export function StepFrame({ title, why, children, onNext, nextLabel, canGoOn = true, busy, onSkip }: Props) {
  const { t } = useTranslation("people");
  return (
    <>
      <header>
        <h1 tabIndex={-1} className="font-title text-3xl">
          {title}
        </h1>
        <p className="mt-2 max-w-prose text-soft">{why}</p>
      </header>
      {children}
      {(onNext ?? onSkip) && (
        <div className="sticky bottom-16 z-10 -mx-5 flex items-center gap-2.5 bg-paper px-5 py-3 rail:bottom-0">
          {onNext && (
            <Button
              variant="primary"
              size="lg"
              wide
              disabled={!canGoOn}
              loading={busy ?? false}
              onClick={onNext}
            >
              {nextLabel ?? t("start.next")}
            </Button>
          )}
          {onSkip && (
            <Button variant="quiet" size="lg" onClick={onSkip}>
              {t("start.skip")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
