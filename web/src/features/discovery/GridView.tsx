import { Heart, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Face, useWords } from "@/features/people";
import { IconButton } from "@/ui/Button";
import { DemoMark } from "@/ui/DemoMark";
import type { Doing } from "./Meeting";
import { useDeck } from "./myDeck";
import type { FeedCard } from "./queries";
import { useReasons } from "./useReasons";

/** The same people, many at a glance. */
export function GridView(doing: Doing) {
  const { t } = useTranslation("discovery");
  const { cards } = useDeck();
  if (cards.length === 0) return null;
  return (
    <ul
      aria-label={t("grid")}
      className="grid min-h-0 grow auto-rows-max grid-cols-2 gap-3.5 overflow-y-auto pb-4 sm:grid-cols-3"
    >
      {cards.map((card) => (
        <Tile key={card.user.id} card={card} {...doing} />
      ))}
    </ul>
  );
}

function Tile({ card, onOpen, onSay }: Pick<Doing, "onOpen" | "onSay"> & { card: FeedCard }) {
  const { t } = useTranslation("discovery");
  const words = useWords();
  const [reason] = useReasons()(card);
  const { user, distanceKm } = card;
  const name = user.displayName;
  return (
    <li className="relative isolate aspect-3/4 overflow-clip rounded-picture bg-line text-on-picture">
      <div className="absolute inset-0 -z-2">
        <Face person={user} sizes="(min-width: 40rem) 15rem, 50vw" />
      </div>
      <div aria-hidden className="absolute inset-x-0 bottom-0 -z-1 h-2/3 nightfall" />
      <button
        type="button"
        aria-label={t("openProfile", { name })}
        onClick={() => {
          onOpen(card);
        }}
        className="absolute inset-0 rounded-picture -outline-offset-4 focus-visible:outline-on-picture"
      />
      <div className="pointer-events-none absolute inset-x-0 bottom-0 flex flex-col gap-1.5 p-3.5">
        <div>
          <h2 className="truncate font-title text-lg">
            {name}
            {user.age !== null && `, ${user.age}`}
            <DemoMark of={user} />
          </h2>
          <p className="truncate text-sm">{reason ?? words.distance(distanceKm)}</p>
        </div>
        <div className="pointer-events-auto flex justify-between text-ink">
          <IconButton
            variant="secondary"
            icon={X}
            label={t("passOf", { name })}
            onClick={() => {
              onSay(card, "pass");
            }}
          />
          <IconButton
            variant="primary"
            icon={Heart}
            filled
            label={t("likeOf", { name })}
            onClick={() => {
              onSay(card, "like");
            }}
          />
        </div>
      </div>
    </li>
  );
}
