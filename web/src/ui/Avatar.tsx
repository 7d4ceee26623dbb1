import { useState, type CSSProperties, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { hueOf, initialsOf } from "./avatarColour";
import { cx } from "./cx";
import { DemoMark } from "./DemoMark";

const SIZES = {
  sm: "size-8 text-xs",
  md: "size-11 text-base",
  lg: "size-16 text-xl",
  xl: "size-24 text-2xl",
};

export type Presence = "online" | "away" | "dnd";

const PRESENCE = { online: "bg-sage", away: "bg-honey", dnd: "bg-danger" };

export type Person = { id: string; name: string; picture?: string; isDemo?: boolean };

type Props = { person: Person; size?: keyof typeof SIZES; presence?: Presence; decorative?: boolean };

/** A person's picture, or the initials on a colour of their own. `decorative` where the name stands beside it. */
export function Avatar({ person, size = "md", presence, decorative = false }: Props) {
  const { t } = useTranslation("ui");
  const [broken, setBroken] = useState<string>();
  const { id, name, picture } = person;
  const named = person.isDemo === true ? `${name} (${t("demo")})` : name;
  const label = presence ? t("nameAndPresence", { name: named, presence: t(presence) }) : named;
  return (
    <span
      className="relative inline-flex shrink-0"
      role={decorative ? undefined : "img"}
      aria-label={decorative ? undefined : label}
    >
      {picture !== undefined && picture !== broken ? (
        <img
          src={picture}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => {
            setBroken(picture);
          }}
          className={cx("rounded-full object-cover", SIZES[size])}
        />
      ) : (
        <span
          aria-hidden
          style={{ "--hue": hueOf(id) } as CSSProperties}
          className={cx(
            "inline-flex items-center justify-center rounded-full font-strong initials select-none",
            SIZES[size],
          )}
        >
          {initialsOf(name)}
        </span>
      )}
      <DemoMark
        of={person}
        className="absolute -bottom-1 left-1/2 m-0! -translate-x-1/2 px-1.5! text-[0.625rem]!"
      />
      {presence && (
        <span
          aria-hidden
          className={cx(
            "absolute end-0 bottom-0 size-[28%] max-h-4 min-h-2.5 max-w-4 min-w-2.5 rounded-full outline-2 outline-paper",
            PRESENCE[presence],
          )}
        />
      )}
    </span>
  );
}

/** The picture of a group without one: two of its people. */
export function GroupAvatar({
  name,
  people,
}: {
  name: string;
  people: readonly [Person, Person, ...Person[]];
}) {
  return (
    <span role="img" aria-label={name} className="relative inline-flex size-11 shrink-0">
      <span className="absolute end-0 top-0">
        <Avatar person={people[0]} size="sm" decorative />
      </span>
      <span className="absolute start-0 bottom-0 rounded-full outline-2 outline-paper">
        <Avatar person={people[1]} size="sm" decorative />
      </span>
    </span>
  );
}

/** A few people in a row, and how many more there are. */
export function AvatarStack({
  people,
  total,
  children,
}: {
  people: readonly Person[];
  total: number;
  children?: ReactNode;
}) {
  return (
    <span className="flex items-center gap-3">
      <span className="flex -space-x-2">
        {people.map((person) => (
          <span key={person.id} className="rounded-full outline-2 outline-paper">
            <Avatar person={person} size="sm" />
          </span>
        ))}
        {total > people.length && (
          <span className="inline-flex size-8 items-center justify-center rounded-full bg-sunk text-xs font-strong outline-2 outline-paper">
            +{total - people.length}
          </span>
        )}
      </span>
      {children}
    </span>
  );
}
