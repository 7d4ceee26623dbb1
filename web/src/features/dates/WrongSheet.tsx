import { Ban, ChevronRight, DoorOpen, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
// For its words.
import "@/features/moderation";
import { useForgetting } from "@/features/people";
import { Sheet } from "@/ui/Sheet";
import { part, type ReportReason } from "./parting";
import { useOwn } from "./useDates";

/** As the dialog for reports has them: the frequent ones first. */
const REASONS: readonly ReportReason[] = [
  "harassment",
  "nudity",
  "underage",
  "fake",
  "spam",
  "violence",
  "other",
];

type Props = { open: boolean; onClose: () => void };

/** Every way out for when something is wrong, one tap each; the date is over before anything is sent. */
export function WrongSheet({ open, onClose }: Props) {
  const { t } = useTranslation(["dates", "moderation"]);
  const { dates, own } = useOwn();
  const { roomId, peer } = own.room;
  const name = peer.displayName;
  const forget = useForgetting();
  const leave = (reason: ReportReason | null) => {
    onClose();
    void dates.part();
    void part(roomId, peer.id, reason).then(() => {
      forget(peer.id);
    });
  };
  return (
    <Sheet open={open} onClose={onClose} title={t("wrong.title")}>
      <div className="flex flex-col gap-5">
        <p className="text-soft">{t("wrong.text", { name })}</p>
        <ul className="flex flex-col">
          <Way
            icon={DoorOpen}
            text={t("wrong.quiet")}
            onClick={() => {
              onClose();
              void dates.end(true);
            }}
          />
          <Way
            icon={Ban}
            text={t("wrong.block", { name })}
            onClick={() => {
              leave(null);
            }}
          />
        </ul>
        <section aria-labelledby="wrong-report">
          <h3 id="wrong-report" className="text-sm font-strong">
            {t("wrong.report")}
          </h3>
          <ul className="mt-1 flex flex-col">
            {REASONS.map((reason) => (
              <Way
                key={reason}
                text={t(`moderation:reason.${reason}`)}
                onClick={() => {
                  leave(reason);
                }}
              />
            ))}
          </ul>
        </section>
      </div>
    </Sheet>
  );
}

function Way({ icon: Icon, text, onClick }: { icon?: LucideIcon; text: string; onClick: () => void }) {
  return (
    <li className="border-b last:border-0">
      <button
        type="button"
        onClick={onClick}
        className="flex min-h-12 w-full items-center gap-3 rounded-sm py-2 text-start hover:text-ember-ink"
      >
        {Icon && <Icon aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />}
        <span className="grow">{text}</span>
        <ChevronRight aria-hidden className="size-4 shrink-0 text-soft" strokeWidth={1.75} />
      </button>
    </li>
  );
}
