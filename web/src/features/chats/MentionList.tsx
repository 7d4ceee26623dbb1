import { useTranslation } from "react-i18next";
import { Avatar } from "@/ui/Avatar";
import { cx } from "@/ui/cx";
import type { useMentions } from "./useMentions";

/** The members whose name one has begun to write. */
export function MentionList({ mentions }: { mentions: ReturnType<typeof useMentions> }) {
  const { t } = useTranslation("chats");
  const { id, people, chosen, choose } = mentions;
  if (people.length === 0) return null;
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t("composer.mentions")}
      className="absolute inset-x-2 bottom-full z-20 mx-auto mb-1 max-w-md rounded-button border bg-card p-1.5 shadow-floating"
    >
      {people.map((person) => (
        <div
          key={person.id}
          id={`${id}-${person.id}`}
          role="option"
          aria-selected={person === chosen}
          onPointerDown={(event) => {
            event.preventDefault();
            choose(person);
          }}
          className={cx(
            "flex min-h-touch items-center gap-3 rounded-field px-2",
            person === chosen ? "bg-sunk" : "hover:bg-sunk",
          )}
        >
          <Avatar
            person={{
              id: person.id,
              name: person.displayName,
              ...(person.photo && { picture: person.photo.url }),
            }}
            size="sm"
            decorative
          />
          <span className="truncate font-strong">{person.displayName}</span>
          <span className="truncate text-soft">@{person.username}</span>
        </div>
      ))}
    </div>
  );
}
