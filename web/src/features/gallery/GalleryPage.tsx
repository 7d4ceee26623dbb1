import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useTheme } from "@/lib/theme";
import { useTitle } from "@/lib/title";
import { Link } from "@/ui/Link";
import { Mark } from "@/ui/Mark";
import { PageHeader } from "@/ui/PageHeader";
import { Spinner } from "@/ui/Spinner";
import { ThemeSwitch } from "@/ui/ThemeSwitch";
import { Actions } from "./Actions";
import { Feedback } from "./Feedback";
import { Forms } from "./Forms";
import { Foundations } from "./Foundations";
import { Media } from "./Media";
import { Overlays } from "./Overlays";
import { People } from "./People";

const GROUPS = [
  "foundations",
  "actions",
  "forms",
  "overlays",
  "people",
  "media",
  "chats",
  "feedback",
] as const;

const Chats = lazy(() => import("./Chats"));

export function GalleryPage() {
  const { t } = useTranslation("gallery");
  const [theme, setTheme] = useTheme();
  useTitle(t("title"));
  return (
    <div className="mx-auto max-w-6xl px-4 pb-24 sm:px-8 xl:grid xl:grid-cols-[11rem_1fr] xl:gap-12">
      <nav aria-label={t("groupsLabel")} className="pt-6 xl:sticky xl:top-0 xl:h-dvh">
        <Link to="/">
          <span className="sr-only">{t("home")}</span>
          <Mark className="size-11" />
        </Link>
        <ul className="-ms-3 mt-4 flex overflow-x-auto xl:flex-col">
          {GROUPS.map((group) => (
            <li key={group}>
              <a
                href={`#${group}`}
                className="flex min-h-touch items-center rounded-field px-3 text-sm text-soft hover:text-ink"
              >
                {t(`groups.${group}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" tabIndex={-1} className="flex min-w-0 flex-col gap-16 pt-6">
        <div className="flex flex-wrap items-end justify-between gap-6">
          <PageHeader title={t("heading")} text={t("intro")} />
          <ThemeSwitch theme={theme} onChange={setTheme} />
        </div>
        <Foundations />
        <Actions />
        <Forms />
        <Overlays />
        <People />
        <Media />
        <Suspense fallback={<Spinner />}>
          <Chats />
        </Suspense>
        <Feedback />
      </main>
    </div>
  );
}
