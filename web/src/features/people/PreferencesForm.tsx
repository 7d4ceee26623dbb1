import { useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { ChoiceChips } from "@/ui/Chip";
import { Slider } from "@/ui/Slider";
import { useExplain, useSavePreferences } from "./change";
import { DISTANCES, distanceAt, stepOf } from "./distances";
import { Problem } from "./Problem";
import type { Gender, Goal, Me, Preferences } from "./queries";

const GENDERS: readonly Gender[] = ["woman", "man", "nonbinary", "other"];
const GOALS: readonly Goal[] = ["relationship", "dates", "friends", "conversation", "open"];
const YOUNGEST = 18;
/** The end of the scale, where everybody older is meant too. */
const OLDEST_SHOWN = 80;
const OLDEST = 120;
const AROUND = 8;

/** Where somebody begins who has not said anything yet: around their own age, and nobody left out. */
export function startingPreferences(age: number | null): Preferences {
  const own = age ?? 30;
  const ageMax = own + AROUND;
  return {
    genders: [],
    ageMin: Math.max(YOUNGEST, own - AROUND),
    ageMax: ageMax >= OLDEST_SHOWN ? OLDEST : ageMax,
    maxDistanceKm: null,
    goals: [],
  };
}

type Props = {
  me: Me;
  submitLabel: string;
  onSaved: () => void;
  /** What is to be said of the wish as it stands. */
  about?: (wish: Preferences) => ReactNode;
};

/** Whom somebody wants to see, and what they hope to find. */
export function PreferencesForm({ me, submitLabel, onSaved, about }: Props) {
  const { t } = useTranslation("people");
  const explain = useExplain();
  const [wish, setWish] = useState(() => me.preferences ?? startingPreferences(me.age));
  const [asksForGender, setAsksForGender] = useState(false);
  const { mutate, isPending, error } = useSavePreferences();
  const change = (part: Partial<Preferences>) => {
    setWish((before) => ({ ...before, ...part }));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setAsksForGender(wish.genders.length === 0);
    if (wish.genders.length > 0) mutate(wish, { onSuccess: onSaved });
  };
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-7">
      <div>
        <ChoiceChips
          legend={t("preferences.genders")}
          options={GENDERS.map((value) => ({ value, label: t(`manyGenders.${value}`) }))}
          values={wish.genders}
          onChange={(genders) => {
            setAsksForGender(false);
            change({ genders });
          }}
        />
        {asksForGender && <Problem>{t("preferences.gendersMissing")}</Problem>}
      </div>
      <Slider
        label={t("preferences.ages")}
        thumbLabels={[t("preferences.youngest"), t("preferences.oldest")]}
        values={[wish.ageMin, Math.min(wish.ageMax, OLDEST_SHOWN)] as const}
        onChange={([ageMin, ageMax]) => {
          change({ ageMin, ageMax: ageMax === OLDEST_SHOWN ? OLDEST : ageMax });
        }}
        min={YOUNGEST}
        max={OLDEST_SHOWN}
        format={([from, to]) =>
          to === OLDEST_SHOWN ? t("preferences.agesOpen", { from }) : t("preferences.agesValue", { from, to })
        }
      />
      <Slider
        label={t("preferences.distance")}
        values={[stepOf(wish.maxDistanceKm)] as const}
        onChange={([step]) => {
          change({ maxDistanceKm: distanceAt(step) });
        }}
        min={0}
        max={DISTANCES.length - 1}
        format={([step]) => {
          const km = distanceAt(step);
          return km === null ? t("preferences.anywhere") : t("preferences.within", { count: km });
        }}
      />
      <ChoiceChips
        legend={t("preferences.goals")}
        options={GOALS.map((value) => ({ value, label: t(`goals.${value}`) }))}
        values={wish.goals}
        onChange={(goals) => {
          change({ goals });
        }}
      />
      {error && <Problem>{explain(error)}</Problem>}
      {about?.(wish)}
      <div className="max-w-xl">
        <Button variant="primary" size="lg" wide type="submit" loading={isPending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
