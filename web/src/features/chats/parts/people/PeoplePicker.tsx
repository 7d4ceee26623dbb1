import { useQuery } from "@tanstack/react-query";
import { Search, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Avatar } from "@/ui/Avatar";
import { Skeleton } from "@/ui/Skeleton";
import { TextField } from "@/ui/TextField";
import { faceOf } from "../ChatFace";
import type { Person } from "../types";
import { useExplain } from "../useExplain";
import { useSettled } from "@/lib/useSettled";
import { PickRow } from "./PickRow";
import { peopleQuery, personOf, SHORTEST } from "./queries";

type Props = {
  /** Who is offered before a name is typed. */
  known: readonly Person[];
  /** Those who were chosen; null where one press is the choice. */
  chosen: readonly Person[] | null;
  onPick: (person: Person) => void;
  /** Who is in already. */
  hidden?: readonly string[];
};

/** Finds people by name; several can be chosen, or the first that is pressed is the one. */
export function PeoplePicker({ known, chosen, onPick, hidden = [] }: Props) {
  const { t } = useTranslation("chatParts");
  const [text, setText] = useState("");
  const beginning = useSettled(text.trim());
  return (
    <div className="flex flex-col gap-3">
      {chosen !== null && chosen.length > 0 && (
        <ul aria-label={t("people.chosen")} className="flex flex-wrap gap-1.5">
          {chosen.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                aria-label={t("people.drop", { name: person.displayName })}
                onClick={() => {
                  onPick(person);
                }}
                className="flex min-h-touch press items-center gap-2 rounded-full bg-ember-wash ps-1.5 pe-3 text-sm text-ember-ink"
              >
                <Avatar person={faceOf(person)} size="sm" decorative />
                <bdi className="max-w-32 truncate">{person.displayName}</bdi>
                <X aria-hidden className="size-4" strokeWidth={1.75} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <TextField
        type="search"
        icon={Search}
        label={t("people.search")}
        labelHidden
        placeholder={t("people.search")}
        required={false}
        maxLength={50}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
        }}
      />
      <div className="-mx-2 h-72 overflow-y-auto overscroll-contain px-2">
        {beginning.length >= SHORTEST ? (
          <Found beginning={beginning} chosen={chosen} onPick={onPick} hidden={hidden} />
        ) : known.length === 0 ? (
          <p className="px-2 py-6 text-center text-soft">{t("people.hint")}</p>
        ) : (
          <List people={known.filter(({ id }) => !hidden.includes(id))} chosen={chosen} onPick={onPick} />
        )}
      </div>
    </div>
  );
}

type FoundProps = Omit<Props, "known"> & { beginning: string; hidden: readonly string[] };

function Found({ beginning, hidden, ...list }: FoundProps) {
  const { t } = useTranslation("chatParts");
  const explain = useExplain();
  const { data, error } = useQuery(peopleQuery(beginning));
  if (error)
    return (
      <p role="alert" className="px-2 py-6 text-center text-soft">
        {explain(error)}
      </p>
    );
  if (data === undefined) return <Skeleton className="h-16" />;
  const people = data.items.map(personOf).filter(({ id }) => !hidden.includes(id));
  if (people.length === 0)
    return (
      <p role="status" className="px-2 py-6 text-center text-soft">
        {t("people.nobody", { name: beginning })}
      </p>
    );
  return <List people={people} {...list} />;
}

function List({ people, chosen, onPick }: { people: readonly Person[] } & Pick<Props, "chosen" | "onPick">) {
  const { t } = useTranslation("chatParts");
  return (
    <ul aria-label={t("people.list")}>
      {people.map((person) => (
        <PickRow
          key={person.id}
          face={<Avatar person={faceOf(person)} decorative />}
          name={person.displayName}
          detail={person.username === null ? null : `@${person.username}`}
          isChosen={chosen?.some(({ id }) => id === person.id)}
          onPick={() => {
            onPick(person);
          }}
        />
      ))}
    </ul>
  );
}

/** With somebody who was not chosen, and without somebody who was. */
export const toggled = (chosen: readonly Person[], person: Person): Person[] =>
  chosen.some(({ id }) => id === person.id)
    ? chosen.filter(({ id }) => id !== person.id)
    : [...chosen, person];
