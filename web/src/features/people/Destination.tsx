import { Link as RouterLink } from "@tanstack/react-router";
import { ChevronRight, type LucideIcon } from "lucide-react";

type Props = {
  to:
    | "/you/preferences"
    | "/you/privacy"
    | "/you/blocked"
    | "/you/verification"
    | "/you/data"
    | "/you/calls"
    | "/people";
  icon: LucideIcon;
  title: string;
  text: string;
};

/** A page behind You, with what it is for. */
export function Destination({ to, icon: Icon, title, text }: Props) {
  return (
    <li>
      <RouterLink
        to={to}
        className="flex min-h-18 items-center gap-4 px-5 py-3 -outline-offset-2 transition-colors hover:bg-ink/4"
      >
        <Icon aria-hidden className="size-5.5 shrink-0 text-soft" strokeWidth={1.75} />
        <span className="min-w-0 grow">
          <span className="block font-strong">{title}</span>
          <span className="block text-sm wrap-anywhere text-soft">{text}</span>
        </span>
        <ChevronRight aria-hidden className="size-5 shrink-0 text-soft" strokeWidth={1.75} />
      </RouterLink>
    </li>
  );
}
