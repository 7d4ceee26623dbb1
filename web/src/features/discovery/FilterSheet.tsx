import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PreferencesForm, WithMe } from "@/features/people";
import { Sheet } from "@/ui/Sheet";
import { useDeck } from "./myDeck";
import { FOUND, whyQuery } from "./queries";
import { Widening } from "./Widening";

type Props = { open: boolean; onClose: () => void };

/** Whom one wants to see, and how many each choice keeps away. */
export function FilterSheet({ open, onClose }: Props) {
  const { t } = useTranslation("discovery");
  const queryClient = useQueryClient();
  const { deck } = useDeck();
  return (
    <Sheet open={open} onClose={onClose} title={t("filters.title")}>
      <div className="flex flex-col gap-8">
        <WithMe>
          {(me) => (
            <PreferencesForm
              // Widened elsewhere, it begins with that.
              key={JSON.stringify(me.preferences)}
              me={me}
              submitLabel={t("filters.save")}
              onSaved={() => {
                void queryClient.invalidateQueries({ queryKey: FOUND });
                void deck.renew();
                onClose();
              }}
            />
          )}
        </WithMe>
        <Counts />
      </div>
    </Sheet>
  );
}

function Counts() {
  const { t } = useTranslation("discovery");
  const { data: why } = useQuery(whyQuery);
  if (why === undefined || why.filters.every(({ excludes }) => excludes === null)) return null;
  return (
    <section aria-labelledby="filters-why">
      <h3 id="filters-why" className="mb-3 font-strong">
        {t("why.title")}
      </h3>
      <Widening why={why} />
    </section>
  );
}
