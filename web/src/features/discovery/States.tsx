import { useTranslation } from "react-i18next";
import { useExplain } from "@/lib/useExplain";
import { Skeleton } from "@/ui/Skeleton";
import { ErrorState } from "@/ui/States";
import { useDeck } from "./myDeck";

export function DeckLoading() {
  const { t } = useTranslation("discovery");
  return (
    <div role="status" aria-label={t("loading")} className="mx-auto min-h-0 w-full max-w-md grow">
      <Skeleton shape="picture" className="size-full max-h-170" />
    </div>
  );
}

export function DeckFailed() {
  const { t } = useTranslation("discovery");
  const explain = useExplain();
  const { deck, error } = useDeck();
  return (
    <ErrorState
      title={t("failed")}
      onRetry={() => {
        void deck.fill();
      }}
    >
      {explain(error)}
    </ErrorState>
  );
}
