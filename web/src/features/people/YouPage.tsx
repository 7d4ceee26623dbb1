import { useTranslation } from "react-i18next";
import { AccountSections } from "@/features/accounts";
import { useInstance } from "@/lib/instance";
import { useUser } from "@/lib/session";
import { useTitle } from "@/lib/title";
import { ButtonLink, Link } from "@/ui/Link";
import { Ban, Download, Eye, Heart, Phone, ScanFace, Search } from "lucide-react";
import { CardShown } from "./CardShown";
import { Destination } from "./Destination";
import { Install } from "./Install";
import { missingParts, sectionOf } from "./parts";
import type { Me } from "./queries";
import { asCard } from "./shown";
import { Visibility } from "./Visibility";
import { WithMe } from "./WithMe";

/** Oneself as others see one, what to do next, and everything that can be set. */
export function YouPage() {
  const { t } = useTranslation("people");
  useTitle(t("you.title"));
  return <WithMe>{(me) => <You me={me} />}</WithMe>;
}

function You({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const { data: instance } = useInstance();
  // The session knows first when a guest has become somebody who stays.
  const username = useUser()?.username ?? me.username;
  return (
    <div className="flex flex-col gap-8">
      <header>
        <h1 tabIndex={-1} className="font-title text-3xl wrap-anywhere">
          <bdi>{me.displayName}</bdi>
        </h1>
        <p className="mt-1 text-soft">{username === null ? t("you.guest") : <bdi>@{username}</bdi>}</p>
      </header>
      <Visibility me={me} />
      <div className="grid items-start gap-6 sm:grid-cols-[minmax(0,20rem)_minmax(0,1fr)]">
        <CardShown card={asCard(me)} />
        <div className="flex flex-col gap-5">
          <Completeness me={me} />
          <div className="flex flex-wrap gap-2.5">
            <ButtonLink to="/you/profile" variant={me.isVisible ? "primary" : "secondary"}>
              {t("you.edit")}
            </ButtonLink>
            <ButtonLink to="/people/$personId" params={{ personId: me.id }}>
              {t("you.look")}
            </ButtonLink>
          </div>
        </div>
      </div>
      <section aria-labelledby="you-people">
        <h2 id="you-people" className="mb-3 font-title text-xl">
          {t("you.people")}
        </h2>
        <ul className="divide-y overflow-clip rounded-card border bg-card">
          <Destination
            to="/you/preferences"
            icon={Heart}
            title={t("preferences.title")}
            text={t("preferences.text")}
          />
          <Destination to="/you/privacy" icon={Eye} title={t("privacy.title")} text={t("privacy.text")} />
          <Destination to="/you/blocked" icon={Ban} title={t("blocked.title")} text={t("blocked.text")} />
          <Destination
            to="/you/verification"
            icon={ScanFace}
            title={t("verification.title")}
            text={t(`verification.short.${me.verification.status}`)}
          />
          <Destination to="/people" icon={Search} title={t("search.title")} text={t("search.text")} />
          {instance?.features.includes("calls") === true && (
            <Destination to="/you/calls" icon={Phone} title={t("you.calls")} text={t("you.callsText")} />
          )}
          <Destination to="/you/data" icon={Download} title={t("data.title")} text={t("data.text")} />
        </ul>
      </section>
      <Install />
      <AccountSections />
    </div>
  );
}

const SHOWN = 3;

/** How much of the profile is there, and the few things that would add most. */
function Completeness({ me }: { me: Me }) {
  const { t } = useTranslation("people");
  const missing = missingParts(me);
  const { percent } = me.completeness;
  if (missing.length === 0) return <p className="text-soft">{t("completeness.all")}</p>;
  return (
    <section aria-labelledby="you-completeness" className="rounded-card border bg-card p-5">
      <h2 id="you-completeness" className="font-title text-lg">
        {t("completeness.title", { percent })}
      </h2>
      <div aria-hidden className="mt-3 h-1.5 overflow-clip rounded-full bg-line">
        <div className="h-full rounded-full bg-ember" style={{ width: `${percent}%` }} />
      </div>
      <ul className="mt-3">
        {missing.slice(0, SHOWN).map((part) => {
          const section = sectionOf(part);
          return (
            <li key={part} className="flex min-h-touch items-center">
              {section === null ? (
                <Link to="/you/preferences">{t(`parts.${part}`)}</Link>
              ) : (
                <Link to="/you/profile" hash={section}>
                  {t(`parts.${part}`)}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
