import type { ReactNode } from "react";

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="rounded-sm border border-b-2 bg-sunk px-1.5 py-0.5 font-sans text-xs text-soft">
      {children}
    </kbd>
  );
}
