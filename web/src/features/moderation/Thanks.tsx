import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";

type Props = { name: string; isBlocked: boolean; onClose: () => void };

/** What becomes of it. The focus comes here, since the button that was pressed is gone: so it is read out, too. */
export function Thanks({ name, isBlocked, onClose }: Props) {
  const { t } = useTranslation("moderation");
  const rest = useRef<HTMLDivElement>(null);
  useEffect(() => {
    rest.current?.focus();
  }, []);
  return (
    <div ref={rest} tabIndex={-1} className="flex flex-col gap-5 outline-none">
      <p>{t("thanks.text", { name })}</p>
      {isBlocked && <p>{t("thanks.blocked", { name })}</p>}
      <div className="flex justify-end">
        <Button variant="primary" onClick={onClose}>
          {t("thanks.done")}
        </Button>
      </div>
    </div>
  );
}
