import { Link as RouterLink } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useTitle } from "@/lib/title";
import { PageHeader } from "@/ui/PageHeader";

type Props = {
  title: string;
  lead?: string;
  /** The place that it is a page of. */
  of?: "you" | "meet" | "dates";
  /** It has taken the place of another page at the same address, so the focus goes to its title. */
  focus?: boolean;
  children: ReactNode;
};

/** A page behind You, or another place, and the way back. */
export function SubPage({ title, lead, of = "you", focus = false, children }: Props) {
  const { t } = useTranslation("accounts");
  const page = useRef<HTMLDivElement>(null);
  useTitle(title);
  useEffect(() => {
    if (focus) page.current?.querySelector("h1")?.focus();
  }, [focus]);
  return (
    <div ref={page} className="flex flex-col gap-8">
      <div>
        <RouterLink
          to={`/${of}`}
          className="-ms-2 inline-flex min-h-touch items-center gap-2 rounded-button px-2 text-sm text-soft hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-5" strokeWidth={1.75} />
          {t(`back.${of}`)}
        </RouterLink>
        <div className="mt-2">
          <PageHeader title={title} text={lead} />
        </div>
      </div>
      {children}
    </div>
  );
}
