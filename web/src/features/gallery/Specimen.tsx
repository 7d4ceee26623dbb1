import type { ReactNode } from "react";
import { cx } from "@/ui/cx";

export function Group({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} tabIndex={-1} className="scroll-mt-6">
      <h2 id={`${id}-title`} className="font-title text-3xl">
        {title}
      </h2>
      <div className="mt-6 grid gap-5 md:grid-cols-2">{children}</div>
    </section>
  );
}

type Props = { title: string; wide?: boolean; children: ReactNode };

/** One part of the system, with its name. */
export function Specimen({ title, wide = false, children }: Props) {
  return (
    <div className={cx("min-w-0 rounded-card border bg-card p-5 sm:p-6", wide && "md:col-span-2")}>
      <h3 className="mb-4 text-sm text-soft">{title}</h3>
      {children}
    </div>
  );
}

export function Row({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-3">{children}</div>;
}
