import { Link as RouterLink } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useTitle } from "@/lib/title";
import { PageHeader } from "@/ui/PageHeader";

/** A page behind You, and the way back. */
export function SubPage({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const { t } = useTranslation("accounts");
  useTitle(title);
  return (
    <div className="flex flex-col gap-8">
      <div>
        <RouterLink
          to="/you"
          className="-ml-2 inline-flex min-h-touch items-center gap-2 rounded-button px-2 text-sm text-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-5" strokeWidth={1.75} />
          {t("back")}
        </RouterLink>
        <div className="mt-2">
          <PageHeader title={title} text={lead} />
        </div>
      </div>
      {children}
    </div>
  );
}
