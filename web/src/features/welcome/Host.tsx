import { useTranslation } from "react-i18next";
import { ExternalLink } from "@/ui/Link";

/** For whoever would run one of their own. */
export function Host() {
  const { t } = useTranslation("welcome");
  return (
    <section aria-labelledby="host-title" className="grid items-center gap-10 lg:grid-cols-2 lg:gap-20">
      <div>
        <h2 id="host-title" className="font-title text-3xl">
          {t("host.title")}
        </h2>
        <p className="mt-4 text-lg text-soft">{t("host.text")}</p>
        <p className="mt-4 text-soft">
          {t("host.api")} <ExternalLink href="/api/docs">{t("host.apiLink")}</ExternalLink>.
        </p>
      </div>
      <figure className="rounded-card border bg-card p-6 sm:p-8">
        <figcaption className="text-sm text-soft">{t("host.terminal")}</figcaption>
        <pre className="mt-4 overflow-x-auto font-mono text-base leading-8">
          <code>
            <span className="text-soft">{t("host.setup")}</span>
            {"\n"}
            <b className="font-strong text-ember-ink">make setup</b>
            {"\n"}
            <span className="text-soft">{t("host.run")}</span>
            {"\n"}
            <b className="font-strong text-ember-ink">make run</b>
          </code>
        </pre>
        <p className="mt-4 border-t pt-4 text-sm text-soft">{t("host.needs")}</p>
      </figure>
    </section>
  );
}
