import type { ReactNode } from "react";

type Props = { as?: "h1" | "h4"; title: ReactNode; text?: ReactNode; actions?: ReactNode };

/** The top of a page. Its title takes the focus when one arrives there. */
export function PageHeader({ as: Heading = "h1", title, text, actions }: Props) {
  return (
    <header className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <Heading tabIndex={-1} className="font-title text-3xl wrap-anywhere">
          {title}
        </Heading>
        {text !== undefined && <p className="mt-2 max-w-prose text-soft">{text}</p>}
      </div>
      {actions !== undefined && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
    </header>
  );
}
