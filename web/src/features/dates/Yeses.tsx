import { useQuery } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { faceOf } from "@/features/calls";
import { Avatar } from "@/ui/Avatar";
import { yesesQuery } from "./queries";

/** At the end of an evening: whom one would meet again, and who would meet one again. */
export function Yeses({ id }: { id: string }) {
  const { t } = useTranslation("dates");
  const { data: yeses } = useQuery(yesesQuery(id));
  if (yeses === undefined) return null;
  return (
    <section aria-labelledby="evening-yeses" className="flex flex-col gap-3">
      <h2 id="evening-yeses" className="font-title text-xl">
        {t("evening.yeses")}
      </h2>
      {yeses.length === 0 && <p className="text-soft">{t("evening.noYeses")}</p>}
      <ul aria-label={t("evening.yeses")} className="grid gap-3 sm:grid-cols-2">
        {yeses.map(({ roomId, round, peer }) => (
          <li key={roomId}>
            <RouterLink
              to="/people/$personId"
              params={{ personId: peer.id }}
              className="flex items-center gap-4 rounded-card border bg-card p-4 hover:border-edge"
            >
              <Avatar person={faceOf(peer)} size="lg" decorative />
              <span className="min-w-0">
                <span className="block truncate font-title text-lg">{peer.displayName}</span>
                <span className="block text-sm text-soft">{t("evening.yesRound", { round })}</span>
              </span>
            </RouterLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
