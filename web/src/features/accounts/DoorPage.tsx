import { Link as RouterLink } from "@tanstack/react-router";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useInstance } from "@/lib/instance";
import { useTitle } from "@/lib/title";
import { Mark } from "@/ui/Mark";
import { PageHeader } from "@/ui/PageHeader";
import { Portrait } from "@/ui/Portrait";

type Props = {
  title: string;
  lead: string;
  /** It has taken the place of another page at the same address, so the focus goes to its title. */
  focus?: boolean;
  children: ReactNode;
};

/** The pages at the door: one thing to do, and beside it, where there is room, a look inside. */
export function DoorPage({ title, lead, focus = false, children }: Props) {
  const { t } = useTranslation("accounts");
  const { data: instance } = useInstance();
  const name = instance?.name ?? "Mingle";
  const main = useRef<HTMLElement>(null);
  useTitle(title);
  useEffect(() => {
    if (focus) main.current?.querySelector("h1")?.focus();
  }, [focus]);
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(30rem,1fr)_1fr]">
      <div className="px-5 sm:px-8">
        <div className="mx-auto flex min-h-full max-w-md flex-col">
          <header className="flex h-20 shrink-0 items-center">
            <RouterLink
              to="/"
              aria-label={t("home", { name })}
              className="flex min-h-touch items-center gap-3 rounded-button font-title text-xl"
            >
              <Mark className="size-9" />
              {name}
            </RouterLink>
          </header>
          <main
            ref={main}
            id="main"
            tabIndex={-1}
            className="flex grow flex-col gap-8 pt-4 pb-16 lg:justify-center lg:pb-24"
          >
            <PageHeader title={title} text={lead} />
            {children}
          </main>
        </div>
      </div>
      <LookInside />
    </div>
  );
}

/** Drawn people, in the last light of the day. */
function LookInside() {
  const { t } = useTranslation("accounts");
  return (
    <div
      aria-hidden
      data-theme="dark"
      className="sticky top-0 hidden h-dvh flex-col items-center justify-center gap-14 overflow-clip p-12 evening-light lg:flex"
    >
      <div className="relative w-[min(20rem,58%)]">
        <div className="absolute end-[58%] top-6 w-[78%] -rotate-9 overflow-clip rounded-picture">
          <Portrait of="tomas" className="aspect-4/5 w-full" />
        </div>
        <div className="absolute start-[58%] top-10 w-[74%] rotate-8 overflow-clip rounded-picture">
          <Portrait of="ines" className="aspect-4/5 w-full" />
        </div>
        <div className="relative rotate-1 overflow-clip rounded-picture shadow-lifted">
          <Portrait of="mara" className="aspect-4/5 w-full" />
        </div>
      </div>
      <p className="max-w-md text-center font-title text-3xl text-balance text-ink">{t("panel")}</p>
    </div>
  );
}

/** A question and where its answer leads, under a form. */
export function Aside({ question, children }: { question: string; children: ReactNode }) {
  return (
    <p className="text-soft">
      {question} {children}
    </p>
  );
}
