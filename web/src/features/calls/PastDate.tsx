import { ChevronDown, Heart } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Chip } from "@/ui/Chip";
import type { Past } from "./queries";

/** What is left of a date: whether both would meet again, what they wrote, and where they are found. */
export function PastDate({ past }: { past: Past }) {
  const { t } = useTranslation("calls");
  const { again, isMutual, messages, socials, peer } = past;
  const hasWords = messages.length + socials.length > 0;
  const name = peer?.displayName ?? t("somebody");
  if (again !== true && !hasWords) return null;
  return (
    <div className="ms-18 mb-2 flex w-full flex-col items-start gap-2">
      {again === true && (
        <Chip tone={isMutual ? "ember" : "plain"} icon={Heart}>
          {t(isMutual ? "history.date.mutual" : "history.date.again")}
        </Chip>
      )}
      {hasWords && (
        <details className="group w-full">
          <summary className="flex min-h-touch list-none items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink">
            {t("history.date.written")}
            <ChevronDown
              aria-hidden
              className="size-4 transition-transform group-open:rotate-180"
              strokeWidth={1.75}
            />
          </summary>
          <dl className="flex flex-col gap-1 pe-3 pb-2 text-sm">
            {messages.map(({ fromUserId, text, at }) => (
              <div key={`${fromUserId} ${at}`} className="flex gap-2">
                <dt className="shrink-0 text-soft">
                  {fromUserId === peer?.id ? name : t("history.date.you")}
                </dt>
                <dd className="min-w-0 wrap-anywhere whitespace-pre-line">{text}</dd>
              </div>
            ))}
            {socials.map(({ fromUserId, socials: handles }) => (
              <div key={fromUserId} className="flex flex-wrap gap-x-2">
                <dt className="shrink-0 text-soft">
                  {t(fromUserId === peer?.id ? "history.date.gaveYou" : "history.date.youGave", { name })}
                </dt>
                <dd className="min-w-0 wrap-anywhere">{Object.values(handles).join(", ")}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
