import { useQuery } from "@tanstack/react-query";
import { Link as RouterLink } from "@tanstack/react-router";
import { BadgeCheck, Search, UserRoundSearch } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SubPage } from "@/features/accounts";
import { Skeleton } from "@/ui/Skeleton";
import { EmptyState, ErrorState } from "@/ui/States";
import { TextField } from "@/ui/TextField";
import { useExplain } from "./change";
import { SmallFace } from "./Face";
import { searchQuery, SHORTEST_BEGINNING, type Card } from "./queries";
import { useSettled } from "@/lib/useSettled";
import { useWords } from "./words";

const PAUSE = 250;

/** Finds people whose name one knows. */
export function SearchPage() {
  const { t } = useTranslation("people");
  const [text, setText] = useState("");
  const beginning = useSettled(text.trim(), PAUSE);
  return (
    <SubPage title={t("search.title")}>
      <div role="search" className="max-w-md">
        <TextField
          type="search"
          icon={Search}
          label={t("search.label")}
          hint={t("search.hint")}
          maxLength={50}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={({ target }) => {
            setText(target.value);
          }}
        />
      </div>
      {beginning.length >= SHORTEST_BEGINNING && <Found beginning={beginning} />}
    </SubPage>
  );
}

function Found({ beginning }: { beginning: string }) {
  const { t } = useTranslation("people");
  const explain = useExplain();
  const { data, error, isFetching, refetch } = useQuery(searchQuery(beginning));
  if (error && !data)
    return (
      <ErrorState
        title={t("search.failed")}
        retrying={isFetching}
        onRetry={() => {
          void refetch();
        }}
      >
        {explain(error)}
      </ErrorState>
    );
  if (data === undefined) return <Skeleton className="h-16" />;
  if (data.items.length === 0)
    return (
      <div role="status">
        <EmptyState icon={UserRoundSearch} title={t("search.nobody", { name: beginning })}>
          {t("search.nobodyText")}
        </EmptyState>
      </div>
    );
  return (
    <ul aria-label={t("search.found")} className="flex flex-col gap-1">
      {data.items.map((card) => (
        <Row key={card.id} card={card} />
      ))}
    </ul>
  );
}

function Row({ card }: { card: Card }) {
  const { t } = useTranslation("people");
  const words = useWords();
  const facts = [
    card.username !== null && `@${card.username}`,
    card.city?.name,
    words.distance(card.distanceKm),
  ].filter((fact) => typeof fact === "string");
  return (
    <li>
      <RouterLink
        to="/people/$personId"
        params={{ personId: card.id }}
        className="flex min-h-18 items-center gap-4 rounded-button px-3 py-2 transition-colors hover:bg-ink/5"
      >
        <SmallFace person={card} />
        <span className="min-w-0 grow">
          <span className="flex items-center gap-1.5 font-strong">
            <span className="truncate">
              <bdi>{card.displayName}</bdi>
              {card.age !== null && `, ${card.age}`}
            </span>
            {card.isVerified && (
              <BadgeCheck
                aria-label={t("verified")}
                className="size-4.5 shrink-0 text-sage"
                strokeWidth={1.75}
              />
            )}
          </span>
          <span className="block truncate text-sm text-soft">{facts.join(" · ")}</span>
        </span>
      </RouterLink>
    </li>
  );
}
