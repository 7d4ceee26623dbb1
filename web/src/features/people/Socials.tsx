import { useTranslation } from "react-i18next";
import { ExternalLink } from "@/ui/Link";
import { networksIn, addressOf } from "./networks";

/** Where else somebody can be found, as they gave it. */
export function Socials({ socials, name }: { socials: Record<string, string>; name: string }) {
  const { t } = useTranslation("people");
  const networks = networksIn(socials);
  if (networks.length === 0) return null;
  return (
    <section aria-labelledby="person-socials" className="rounded-card border bg-card p-5">
      <h2 id="person-socials" className="font-title text-lg">
        {t("socials.given", { name })}
      </h2>
      <dl className="mt-2 flex flex-col">
        {networks.map((network) => {
          const handle = socials[network] ?? "";
          const address = addressOf(network, handle);
          return (
            <div key={network} className="flex min-h-touch items-center gap-4">
              <dt className="w-24 shrink-0 text-soft">{t(`networks.${network}`)}</dt>
              <dd className="min-w-0 wrap-anywhere">
                {address === null ? (
                  handle
                ) : (
                  <ExternalLink href={address} target="_blank" rel="noreferrer noopener">
                    {handle}
                  </ExternalLink>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
