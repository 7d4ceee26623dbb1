import { useId, useState, type KeyboardEvent, type RefObject } from "react";
import type { Chat, Person } from "./engine/types";
import { useChats, useMembers } from "./useChats";

const MOST = 6;

type Props = {
  chat: Chat;
  field: RefObject<HTMLTextAreaElement | null>;
  text: string;
  write: (content: string, caret: number) => void;
};

/** The beginning of a name before the caret, after an @ that begins a word. */
function beginningAt(text: string, caret: number): { from: number; name: string } | null {
  const found = /(?:^|[\s(])@([A-Za-z0-9_.]*)$/.exec(text.slice(0, caret));
  const name = found?.[1];
  return name === undefined ? null : { from: caret - name.length, name: name.toLowerCase() };
}

type Named = Person & { username: string };

const fits = (person: Person, name: string): person is Named =>
  person.username !== null &&
  (person.username.toLowerCase().startsWith(name) || person.displayName.toLowerCase().startsWith(name));

/** Offers the members of a chat by name while one writes an @. */
export function useMentions({ chat, field, text, write }: Props) {
  const chats = useChats();
  const members = useMembers(chats, chat.id);
  const [caret, setCaret] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const id = useId();
  const wanted = caret === null || chat.type === "private" ? null : beginningAt(text, caret);
  const people: Named[] = [];
  if (wanted !== null)
    for (const { user } of members?.values() ?? [])
      if (user.id !== chats.me && people.length < MOST && fits(user, wanted.name)) people.push(user);
  const chosen = people[Math.min(at, people.length - 1)];
  const close = () => {
    setCaret(null);
  };
  const choose = ({ username }: Named) => {
    if (wanted === null || caret === null) return;
    const written = `${text.slice(0, wanted.from)}${username} `;
    write(written + text.slice(caret), written.length);
    close();
    field.current?.focus();
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => {
      setAt((at + 1) % people.length);
    },
    ArrowUp: () => {
      setAt((at + people.length - 1) % people.length);
    },
    Enter: () => {
      if (chosen !== undefined) choose(chosen);
    },
    Tab: () => {
      if (chosen !== undefined) choose(chosen);
    },
    Escape: close,
  };
  return {
    id,
    people,
    chosen,
    choose,
    close,
    look: (now: string, selected: number) => {
      setCaret(beginningAt(now, selected) === null ? null : selected);
      setAt(0);
    },
    /** Whether the key was for the list. */
    onKeyDown: (event: KeyboardEvent): boolean => {
      const act = people.length > 0 ? keys[event.key] : undefined;
      if (act === undefined) return false;
      event.preventDefault();
      act();
      return true;
    },
    fieldProps:
      chosen === undefined
        ? {}
        : {
            "aria-controls": id,
            "aria-activedescendant": `${id}-${chosen.id}`,
            "aria-autocomplete": "list" as const,
          },
  };
}
