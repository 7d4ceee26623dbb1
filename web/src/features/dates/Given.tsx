import { useTranslation } from "react-i18next";
import { addressOf, networksIn } from "@/features/people";
import { ExternalLink } from "@/ui/Link";
import type { DatePerson, Handles } from "./engine/wire";

type Props = { given: Handles; peer: DatePerson; me: string };

/** Where one of the two can be found, as they gave it to the other. */
export function Given({ given: { fromUserId, socials }, peer, me }: Props) {
  const { t } = useTranslation(["dates", "people"]);
  const name = peer.displayName;
  return (
    <section className="rounded-message border bg-card px-4 py-2.5 text-start text-sm text-ink">
      <h4 className="font-strong">{t(fromUserId === me ? "give.gave" : "give.got", { name })}</h4>
      <dl>
        {networksIn(socials).map((network) => {
          const handle = socials[network] ?? "";
          const address = addressOf(network, handle);
          return (
            <div key={network} className="flex min-h-9 items-center gap-3">
              <dt className="w-20 shrink-0 text-soft">{t(`people:networks.${network}`)}</dt>
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
