import { useQuery } from "@tanstack/react-query";
import { LocateFixed, MapPin } from "lucide-react";
import { useId, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Field, FIELD_BOX } from "@/ui/Field";
import { useChooseCity, useExplain, useTellPosition } from "./change";
import { Problem } from "./Problem";
import { placesQuery, type Me } from "./queries";
import { usePosition } from "./usePosition";
import { useSettled } from "@/lib/useSettled";
import { useWords } from "./words";

const PAUSE = 150;

/** Where somebody is: a city by its name, or the place of the device, when it is asked for. */
export function PlacePicker({ me, onSaved }: { me: Me; onSaved?: () => void }) {
  const { t } = useTranslation("people");
  const words = useWords();
  const explain = useExplain();
  const city = useChooseCity();
  const position = useTellPosition();
  const device = usePosition((found) => {
    position.mutate(found, { onSuccess: () => onSaved?.() });
  });
  const problem = city.error ?? position.error;
  return (
    <div className="flex flex-col gap-5">
      {me.city && (
        <p className="flex items-center gap-2.5 font-strong">
          <MapPin aria-hidden className="size-5 shrink-0 text-ember-ink" strokeWidth={1.75} />
          {words.placeOf(me.city)}
        </p>
      )}
      <CityField
        onChoose={(id) => {
          city.mutate(id, { onSuccess: () => onSaved?.() });
        }}
      />
      <div className="flex flex-col items-start gap-2">
        <Button icon={LocateFixed} loading={device.asking || position.isPending} onClick={device.ask}>
          {t("location.device")}
        </Button>
        <p className="max-w-prose text-sm text-soft">{t("location.coarse")}</p>
      </div>
      {device.problem !== null && <Problem>{t(`location.${device.problem}`)}</Problem>}
      {problem && <Problem>{explain(problem)}</Problem>}
    </div>
  );
}

/** A field that offers cities while one types; arrows and Enter choose. */
function CityField({ onChoose }: { onChoose: (id: number) => void }) {
  const { t } = useTranslation("people");
  const words = useWords();
  const listId = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const beginning = useSettled(text.trim(), PAUSE);
  const { data } = useQuery(placesQuery(beginning));
  const found = text.trim().length > 0 && data ? data : [];
  const choose = (index: number) => {
    const place = found[index];
    if (place === undefined) return;
    setText("");
    onChoose(place.id);
  };
  const handleKey = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setAt((at + step + found.length) % found.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(at);
    } else if (event.key === "Escape") setText("");
  };
  return (
    <div className="max-w-md">
      <Field label={t("location.city")} hint={t("location.cityHint")}>
        {(control) => (
          <input
            {...control}
            type="text"
            role="combobox"
            aria-expanded={found.length > 0}
            aria-controls={listId}
            aria-autocomplete="list"
            aria-activedescendant={found.length > 0 ? `${listId}-${at}` : undefined}
            autoComplete="off"
            spellCheck={false}
            maxLength={50}
            value={text}
            onChange={({ target }) => {
              setText(target.value);
              setAt(0);
            }}
            onKeyDown={handleKey}
            className={cx(FIELD_BOX, "h-12")}
          />
        )}
      </Field>
      <div
        id={listId}
        role="listbox"
        aria-label={t("location.found")}
        hidden={found.length === 0}
        className="mt-1.5 overflow-clip rounded-button border bg-card p-1.5 shadow-floating"
      >
        {found.map((place, index) => (
          // The field keeps the focus, and its keys choose.
          // eslint-disable-next-line jsx-a11y-x/click-events-have-key-events
          <div
            key={place.id}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerDown={(event) => {
              event.preventDefault();
            }}
            onClick={() => {
              choose(index);
            }}
            className="flex min-h-touch items-center rounded-field px-3 hover:bg-ink/5 aria-selected:bg-sunk"
          >
            {words.placeOf(place)}
          </div>
        ))}
      </div>
      {beginning.length > 1 && data?.length === 0 && (
        <p role="status" className="mt-2 text-sm text-soft">
          {t("location.none", { city: beginning })}
        </p>
      )}
    </div>
  );
}
