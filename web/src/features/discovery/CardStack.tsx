import { useState } from "react";
import { cx } from "@/ui/cx";
import { MeetCard } from "./MeetCard";
import type { FeedCard, Kind } from "./queries";
import { useSwipe } from "./useSwipe";

type Leaving = { card: FeedCard; as: Kind };

const LEAVES: Record<Kind, string> = {
  like: "animate-leave-right",
  pass: "animate-leave-left",
  superlike: "animate-leave-up",
  later: "animate-leave-down",
};

type Props = {
  cards: readonly FeedCard[];
  flight: Flight;
  onThrown: (card: FeedCard, side: "right" | "left") => void;
  onOpen: (card: FeedCard) => void;
};

/** The one on top can be thrown; the next one lies beneath, ready; whoever was judged is still flying. */
export function CardStack({ cards, flight, onThrown, onOpen }: Props) {
  const [top] = cards;
  const handlers = useSwipe((side) => {
    if (top !== undefined) onThrown(top, side);
  });
  // In one order, so that a card that begins to leave stays the same element, where the finger has left it.
  const shown = [...flight.leaving, ...cards.slice(0, 2).map((card) => ({ card, as: null }))];
  return (
    <div className="relative size-full">
      {shown.map(({ card, as }) => {
        const isTop = card === top;
        return (
          <div
            key={card.user.id}
            inert={!isTop}
            {...(isTop && handlers)}
            onAnimationEnd={({ target, currentTarget }) => {
              if (as !== null && target === currentTarget) flight.gone(card);
            }}
            className={cx(
              "absolute inset-0 touch-none will-change-transform select-none",
              "not-data-dragging:transition-[transform,opacity,scale] not-data-dragging:duration-250 not-data-dragging:ease-spring",
              as !== null ? cx("z-3", LEAVES[as]) : isTop ? "z-2" : "z-1 scale-95 opacity-80",
            )}
          >
            <MeetCard
              card={card}
              isTop={isTop}
              onOpen={() => {
                onOpen(card);
              }}
            />
          </div>
        );
      })}
    </div>
  );
}

/** Who is leaving; they are shown until they have gone. */
export function useLeaving() {
  const [leaving, setLeaving] = useState<readonly Leaving[]>([]);
  const without = (all: readonly Leaving[], { user }: FeedCard) =>
    all.filter(({ card }) => card.user.id !== user.id);
  return {
    leaving,
    leave: (card: FeedCard, as: Kind) => {
      setLeaving((before) => [...without(before, card), { card, as }]);
    },
    gone: (card: FeedCard) => {
      setLeaving((before) => without(before, card));
    },
  };
}

export type Flight = ReturnType<typeof useLeaving>;
