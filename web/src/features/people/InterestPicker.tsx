import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ChoiceChips } from "@/ui/Chip";
import { Skeleton } from "@/ui/Skeleton";
import type en from "./en.json";
import { interestsQuery } from "./queries";

export const MOST_INTERESTS = 12;

type Group = keyof typeof en.interestGroups;
type Props = { values: readonly string[]; onChange: (values: string[]) => void };

/** What somebody likes, by group. */
export function InterestPicker({ values, onChange }: Props) {
  const { t } = useTranslation("people");
  const { data } = useQuery(interestsQuery);
  if (data === undefined) return <Skeleton className="h-40" />;
  return (
    <div className="flex flex-col gap-6">
      <p role="status" className="text-sm text-soft tabular-nums">
        {t("interests.chosen", { count: values.length, most: MOST_INTERESTS })}
      </p>
      {data.map(({ id, interests }) => {
        const elsewhere = values.filter((value) => !interests.includes(value));
        return (
          <ChoiceChips
            key={id}
            legend={t(`interestGroups.${id as Group}`)}
            options={interests.map((value) => ({ value, label: value }))}
            values={values.filter((value) => interests.includes(value))}
            onChange={(chosen) => {
              onChange([...elsewhere, ...chosen]);
            }}
            max={MOST_INTERESTS - elsewhere.length}
          />
        );
      })}
    </div>
  );
}
