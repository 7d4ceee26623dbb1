import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useInstance } from "@/lib/instance";
import { useSession } from "@/lib/session";
import { useTitle } from "@/lib/title";
import { Mark } from "@/ui/Mark";
import { Skeleton } from "@/ui/Skeleton";
import { ButtonLink, ExternalLink, Link } from "@/ui/Link";
import { ThemeSwitch } from "@/ui/ThemeSwitch";
import { LanguageSelect } from "@/ui/LanguageSelect";
import { currentLanguage, setLanguage } from "@/lib/i18n";
import { LANGUAGES, nameOf } from "@/lib/language";
import { useTheme } from "@/lib/theme";
import { Evening } from "./Evening";
import { Scene } from "./Scene";

const Nothing = () => <></>;
// Without a network, what is above has to do.
const Below = lazy(() => import("./Below").catch(() => ({ default: Nothing })));

export function WelcomePage() {
  const { t } = useTranslation("welcome");
  const { data: instance, isPending } = useInstance();
  useTitle(instance && t("title", { name: instance.name }));
  return (
    <div className="mx-auto max-w-6xl px-5 sm:px-8">
      <header className="flex h-20 items-center gap-3">
        <Mark className="size-9" />
        {isPending ? (
          <Skeleton className="h-6 w-24" />
        ) : (
          <p className="font-title text-xl">{instance?.name ?? "Mingle"}</p>
        )}
      </header>
      <main id="main" tabIndex={-1} className="flex flex-col gap-24 pb-24 lg:gap-36 lg:pb-36">
        <Invitation />
        <Evening />
        <Suspense fallback={<div className="min-h-dvh" />}>
          <Below />
        </Suspense>
      </main>
      <Footer />
    </div>
  );
}

function Invitation() {
  const { t } = useTranslation("welcome");
  return (
    <section className="grid items-center gap-14 pt-4 lg:grid-cols-[1.15fr_1fr] lg:gap-16 lg:pt-6">
      <div>
        <p className="text-sm font-strong text-ember-ink">{t("eyebrow")}</p>
        <h1 tabIndex={-1} className="mt-4 font-title text-4xl tracking-display">
          {t("headline")}
        </h1>
        <p className="mt-6 max-w-xl text-lg text-soft">{t("lead")}</p>
        <WaysIn />
      </div>
      <Scene />
    </section>
  );
}

/** The door. Who is signed in on this device goes straight through. */
function WaysIn() {
  const { t } = useTranslation("welcome");
  const { state } = useSession();
  if (state !== "out")
    return (
      <div className="mt-8">
        <ButtonLink to="/you" variant="primary" size="lg">
          {t("goIn")}
        </ButtonLink>
      </div>
    );
  return (
    <>
      <div className="mt-8 flex flex-wrap gap-3">
        <ButtonLink to="/sign-up" variant="primary" size="lg">
          {t("signUp")}
        </ButtonLink>
        <ButtonLink to="/guest" size="lg">
          {t("guest")}
        </ButtonLink>
      </div>
      <p className="mt-5 text-soft">
        {t("member")} <Link to="/sign-in">{t("signIn")}</Link>
      </p>
    </>
  );
}

function Footer() {
  const { t } = useTranslation("welcome");
  const { data: instance } = useInstance();
  const [theme, setTheme] = useTheme();
  return (
    <footer className="flex flex-wrap items-center justify-between gap-x-10 gap-y-5 border-t py-8 text-sm text-soft">
      <p className="min-w-40">
        {instance && t("footer.version", { name: instance.name, version: instance.version })}
      </p>
      <nav aria-label={t("footer.links")} className="flex gap-2 max-sm:-mx-3.5 [&_a]:p-3.5">
        <ExternalLink href="/api/docs">{t("footer.api")}</ExternalLink>
        <Link to="/gallery">{t("footer.gallery")}</Link>
      </nav>
      <div className="flex flex-wrap items-center gap-4">
        <LanguageSelect
          labelHidden
          language={currentLanguage()}
          languages={LANGUAGES.map((value) => ({ value, label: nameOf(value) }))}
          onChange={(language) => void setLanguage(language)}
        />
        <ThemeSwitch theme={theme} onChange={setTheme} />
      </div>
    </footer>
  );
}
