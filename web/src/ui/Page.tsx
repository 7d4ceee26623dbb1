import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type Props = { icon: LucideIcon; title: string; text: string; action: ReactNode };

/** A page that says one thing, such as that there is none. */
export function StandalonePage({ icon: Icon, title, text, action }: Props) {
  return (
    <main id="main" tabIndex={-1} className="grid min-h-dvh place-items-center px-6 py-16">
      <div className="flex max-w-md flex-col items-center text-center">
        <span className="mb-6 grid size-20 place-items-center rounded-full bg-ember-wash text-ember-ink">
          <Icon aria-hidden className="size-9" strokeWidth={1.75} />
        </span>
        <h1 tabIndex={-1} className="font-title text-3xl">
          {title}
        </h1>
        <p className="mt-3 text-lg text-soft">{text}</p>
        <div className="mt-8">{action}</div>
      </div>
    </main>
  );
}
