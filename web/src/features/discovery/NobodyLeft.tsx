import { useQuery } from "@tanstack/react-query";
import { Coffee } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/Link";
import { EmptyState } from "@/ui/States";
import { useDeck } from "./myDeck";
import { whyQuery, type Why } from "./queries";
import { Widening } from "./Widening";

/** So often (ms) it is looked whether somebody has come meanwhile. */
const LOOK_AGAIN = 20_000;

/** There is nobody else for now: why, and what one could do. Whoever comes appears by themselves. */
export function NobodyLeft({ onFilter }: { onFilter: () => void }) {
  const { t } = useTranslation("discovery");
  const { deck } = useDeck();
  const { data: why } = useQuery(whyQuery);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) void deck.fill();
    }, LOOK_AGAIN);
    return () => {
      clearInterval(timer);
    };
  }, [deck]);
  // Without a place one is still shown those who are anywhere.
  const isLacking = why?.missing.some((part) => part !== "location") ?? false;
  return (
    <div role="status" className="my-auto overflow-y-auto">
      <EmptyState
        icon={Coffee}
        title={t(isLacking ? "nobody.lacking" : "nobody.title")}
        action={
          <div className="flex flex-wrap justify-center gap-2.5">
            <Button onClick={onFilter}>{t("filters.open")}</Button>
            <Button
              onClick={() => {
                void deck.renew();
              }}
            >
              {t("nobody.again")}
            </Button>
          </div>
        }
      >
        {t(isLacking ? "nobody.lackingText" : "nobody.text")}
        {why !== undefined && <Lacking why={why} />}
      </EmptyState>
      {why !== undefined && <Widening why={why} />}
    </div>
  );
}

/** What one's own profile lacks so that others can be found for it. */
function Lacking({ why }: { why: Why }) {
  const { t } = useTranslation("discovery");
  if (why.missing.length === 0) return null;
  return (
    <ul className="mt-4 flex flex-col items-center gap-2">
      {why.missing.map((part) => (
        <li key={part}>
          <ButtonLink
            to={
              part === "preferences"
                ? "/you/preferences"
                : part === "unpaused"
                  ? "/you/privacy"
                  : "/you/profile"
            }
            variant="primary"
          >
            {t(`missing.${part}`)}
          </ButtonLink>
        </li>
      ))}
    </ul>
  );
}
