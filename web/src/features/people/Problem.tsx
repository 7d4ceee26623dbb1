import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";

/** What keeps a form from being taken, read out when it appears. */
export function Problem({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="mt-2 flex gap-1.5 text-sm text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" strokeWidth={1.75} />
      {children}
    </p>
  );
}
