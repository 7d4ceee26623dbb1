import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PreferencesForm, WithMe, type Preferences } from "@/features/people";
import { useSettled } from "@/lib/useSettled";
import { cx } from "@/ui/cx";
import { Sheet } from "@/ui/Sheet";
import { useDeck } from "./myDeck";
import { countQuery, FOUND, whyQuery } from "./queries";
import { Widening } from "./Widening";

type Props = { open: boolean; onClose: () => void };

/** Whom one wants to see, and how many each choice keeps away. */
export function FilterSheet({ open, onClose }: Props) {
  const { t } = useTranslation("discovery");
  const queryClient = useQueryClient();
  const { deck } = useDeck();
  // Widened below, the form begins anew with that.
  const [widened, setWidened] = useState(0);
  return (
    <Sheet open={open} onClose={onClose} title={t("filters.title")}>
      <div className="flex flex-col gap-8">
        <WithMe>
          {(me) => (
            <PreferencesForm
              key={widened}
              me={me}
              about={(wish) => <Count wish={wish} />}
              submitLabel={t("filters.save")}
              onSaved={() => {
                void queryClient.invalidateQueries({ queryKey: FOUND });
                void deck.renew();
                onClose();
              }}
            />
          )}
        </WithMe>
        <Counts
          onWidened={() => {
            setWidened((times) => times + 1);
          }}
        />
      </div>
    </Sheet>
  );
}

const PAUSE = 250;

/** How many there would be, while one moves the sliders. */
function Count({ wish }: { wish: Preferences }) {
  const { t } = useTranslation("discovery");
  const settled = useSettled(wish, PAUSE);
  const { data, isFetching } = useQuery({ ...countQuery(settled), placeholderData: keepPreviousData });
  if (data === undefined) return null;
  return (
    <p role="status" className={cx("text-center text-soft transition-opacity", isFetching && "opacity-60")}>
      {data === null ? t("filters.few") : t("filters.count", { count: data })}
    </p>
  );
}

function Counts({ onWidened }: { onWidened: () => void }) {
  const { t } = useTranslation("discovery");
  const { data: why } = useQuery(whyQuery);
  if (why === undefined || why.filters.every(({ excludes }) => excludes === null)) return null;
  return (
    <section aria-labelledby="filters-why">
      <h3 id="filters-why" className="mb-3 font-strong">
        {t("why.title")}
      </h3>
      <Widening why={why} onWidened={onWidened} />
    </section>
  );
}
