import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { meQuery, useSavePreferences, type Goal, type Preferences } from "@/features/people";
import { Button } from "@/ui/Button";
import { FOUND, type Excluded, type Why } from "./queries";
import { useDeck } from "./myDeck";

type Widened = NonNullable<Excluded["widened"]>;

/** The choice as it would be. */
export const widenedBy = (
  now: Preferences,
  { ageMin, ageMax, maxDistanceKm, isAnywhere, goals }: Widened,
) => ({
  ...now,
  ...(ageMin != null && { ageMin }),
  ...(ageMax != null && { ageMax }),
  ...(maxDistanceKm != null && { maxDistanceKm }),
  ...(isAnywhere && { maxDistanceKm: null }),
  ...(goals != null && { goals: goals as Goal[] }),
});

/** Which of one's own choices keeps how many away; each is widened with one tap. */
export function Widening({ why, onWidened }: { why: Why; onWidened?: () => void }) {
  const { t } = useTranslation("discovery");
  const queryClient = useQueryClient();
  const { deck } = useDeck();
  const { data: me } = useQuery(meQuery);
  const { mutate, isPending } = useSavePreferences();
  const now = me?.preferences;
  const known = why.filters.filter(({ excludes }) => excludes !== null);
  if (known.length === 0 || now == null) return null;
  return (
    <ul aria-label={t("why.title")} className="mx-auto flex max-w-md flex-col gap-2">
      {known.map(({ filter, excludes, widened }) => (
        <li
          key={filter}
          className="flex min-h-16 items-center gap-3 rounded-button border bg-card px-4 py-2.5"
        >
          <span className="min-w-0 grow">
            <span className="block font-strong">{t(`why.${filter}`)}</span>
            <span className="block text-sm text-soft">{t("why.excludes", { count: excludes ?? 0 })}</span>
          </span>
          {widened !== null && (
            <Button
              size="sm"
              loading={isPending}
              onClick={() => {
                mutate(widenedBy(now, widened), {
                  onSuccess: () => {
                    void queryClient.invalidateQueries({ queryKey: FOUND });
                    void deck.renew();
                    onWidened?.();
                  },
                });
              }}
            >
              {wordsOf(widened)}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );

  function wordsOf({ ageMin, ageMax, maxDistanceKm, isAnywhere, goals }: Widened): string {
    if (isAnywhere) return t("widen.anywhere");
    if (maxDistanceKm != null) return t("widen.distance", { count: maxDistanceKm });
    if (goals != null) return t("widen.goals");
    return t("widen.age", { from: ageMin ?? now?.ageMin, to: ageMax ?? now?.ageMax });
  }
}
