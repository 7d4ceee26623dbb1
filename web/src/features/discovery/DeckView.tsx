import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Actions, actionOf, type Action } from "./Actions";
import { CardStack, type Flight } from "./CardStack";
import type { Doing } from "./Meeting";
import { useDeck } from "./myDeck";

/** A key means something here unless it is meant for a control, or a dialog is open. */
const isFree = ({ target, defaultPrevented, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent) =>
  !defaultPrevented &&
  !(altKey || ctrlKey || metaKey || shiftKey) &&
  document.querySelector("dialog[open]") === null &&
  !(target instanceof HTMLElement && target.closest("input, textarea, select, [role=menu]") !== null);

/** One person at a time: thrown with a finger, chosen with a button, or steered with the arrow keys. */
export function DeckView({ onSay, onNote, onOpen, flight }: Doing & { flight: Flight }) {
  const { t } = useTranslation("discovery");
  const { deck, cards, canUndo } = useDeck();
  const [top] = cards;
  const act = (action: Action) => {
    if (action === "undo") {
      void deck.undo().then((card) => {
        if (card !== null) flight.gone(card);
      });
    } else if (top !== undefined) {
      if (action === "superlike") onNote(top);
      else onSay(top, action);
    }
  };
  useKeys(act);
  return (
    <>
      {(top !== undefined || flight.leaving.length > 0) && (
        <section aria-label={t("deck")} className="mx-auto min-h-0 w-full max-w-md grow">
          <div className="size-full max-h-170">
            <CardStack
              cards={cards}
              flight={flight}
              onThrown={(card, side) => {
                onSay(card, side === "right" ? "like" : "pass");
              }}
              onOpen={onOpen}
            />
          </div>
        </section>
      )}
      <p role="status" className="sr-only">
        {top !== undefined && t("now", { name: top.user.displayName })}
      </p>
      {(top !== undefined || canUndo) && (
        <Actions can={(action) => (action === "undo" ? canUndo : top !== undefined)} onAct={act} />
      )}
    </>
  );
}

function useKeys(act: (action: Action) => void) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const action = actionOf(event.key);
      if (action === undefined || !isFree(event)) return;
      event.preventDefault();
      act(action);
    };
    addEventListener("keydown", listen);
    return () => {
      removeEventListener("keydown", listen);
    };
  });
}
