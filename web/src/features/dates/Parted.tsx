import { ShieldCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { askToReport } from "@/lib/reporting";
import { Button } from "@/ui/Button";
import { Spinner } from "@/ui/Spinner";
import { part, useParting } from "./parting";
import { useOwn } from "./useDates";

type Props = { title: React.RefObject<HTMLHeadingElement | null> };

/** One has reported or blocked somebody out of a date: what becomes of it. */
export function Parted({ title }: Props) {
  const { t } = useTranslation("dates");
  const { dates, own } = useOwn();
  const { roomId, peer } = own.room;
  const parting = useParting(roomId);
  const name = peer.displayName;
  const isReport = parting !== null && parting.reason !== null;
  const state = parting?.state ?? "sending";
  const key = isReport ? "reported" : "blocked";
  const text =
    state === "done"
      ? t(`wrong.${key}`, { name })
      : state === "failed"
        ? t("wrong.failed")
        : t(isReport ? "wrong.sending" : "wrong.blocking", { name });
  const Sign = state === "failed" ? TriangleAlert : ShieldCheck;
  return (
    <>
      <span className="grid size-20 place-items-center rounded-full bg-picture-chip">
        {state === "sending" ? (
          <Spinner silent />
        ) : (
          <Sign aria-hidden className="size-9" strokeWidth={1.75} />
        )}
      </span>
      <div role="status">
        <h2 ref={title} id="date-title" tabIndex={-1} className="font-title text-3xl wrap-anywhere">
          {text}
        </h2>
        {state === "done" && <p className="mt-2 text-soft">{t(`wrong.${key}Text`, { name })}</p>}
      </div>
      {state === "failed" && (
        <Button
          variant="primary"
          size="lg"
          wide
          onClick={() => void part(roomId, peer.id, parting?.reason ?? null)}
        >
          {t("wrong.retry")}
        </Button>
      )}
      {state === "done" && isReport && (
        <Button
          size="lg"
          wide
          onClick={() => {
            dates.dismiss();
            askToReport({ userId: peer.id, name, subject: { kind: "call", id: roomId }, isBlocked: true });
          }}
        >
          {t("wrong.words")}
        </Button>
      )}
    </>
  );
}
