import { BadgeCheck, ChevronUp } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Picture } from "@/features/media";
import { Face, useWords } from "@/features/people";
import { Chip } from "@/ui/Chip";
import { DemoMark } from "@/ui/DemoMark";
import { cx } from "@/ui/cx";
import type { FeedCard } from "./queries";
import { useReasons } from "./useReasons";

const SIZES = "(min-width: 40rem) 28rem, 100vw";
const MOST_REASONS = 3;

type Props = { card: FeedCard; isTop: boolean; onOpen: () => void };

/** Somebody, as large as there is room: photos to page through, and why they are here. */
export function MeetCard({ card: { user, distanceKm, reasons }, isTop, onOpen }: Props) {
  const { t } = useTranslation("discovery");
  const words = useWords();
  const reasonsOf = useReasons();
  const where = [user.city?.name, words.distance(distanceKm)].filter((part) => typeof part === "string");
  const [prompt] = user.prompts;
  const line = user.bio?.split("\n")[0] ?? prompt?.answer.split("\n")[0];
  return (
    <article
      aria-labelledby={`meet-${user.id}`}
      className="relative isolate flex size-full flex-col justify-end overflow-clip rounded-picture bg-line text-on-picture"
    >
      <Photos card={user} isTop={isTop} />
      <div aria-hidden className="pointer-events-none absolute inset-x-0 bottom-0 -z-1 h-3/5 nightfall" />
      <div className="pointer-events-none flex flex-col gap-2.5 p-5">
        <div>
          <h2 id={`meet-${user.id}`} className="font-title text-3xl wrap-anywhere">
            <bdi>{user.displayName}</bdi>
            {user.age !== null && `, ${user.age}`}
            <DemoMark of={user} />
            {user.isVerified && (
              <BadgeCheck
                aria-label={t("verified")}
                className="ms-2 inline size-6 align-[-0.15em]"
                strokeWidth={1.75}
              />
            )}
          </h2>
          {where.length > 0 && <p className="mt-0.5">{where.join(" · ")}</p>}
          {line !== undefined && <p className="mt-1.5 line-clamp-2 wrap-anywhere">{line}</p>}
        </div>
        {reasons.length > 0 && (
          <ul aria-label={t("reasons")} className="flex flex-wrap gap-2">
            {reasonsOf({ reasons })
              .slice(0, MOST_REASONS)
              .map((reason) => (
                <li key={reason} className="max-w-full">
                  <Chip tone="picture">
                    <span className="truncate">{reason}</span>
                  </Chip>
                </li>
              ))}
          </ul>
        )}
      </div>
      {isTop && (
        <button
          type="button"
          aria-label={t("openProfile", { name: user.displayName })}
          onClick={onOpen}
          className="absolute end-4 bottom-4 grid size-touch place-items-center rounded-full bg-picture-chip backdrop-blur-md focus-visible:outline-on-picture"
        >
          <ChevronUp aria-hidden className="size-5.5" strokeWidth={2} />
        </button>
      )}
      <Stamp side="left" text={t("stamp.like")} />
      <Stamp side="right" text={t("stamp.pass")} />
    </article>
  );
}

/** What letting go would mean; shown as far as the card is moved. */
function Stamp({ side, text }: { side: "left" | "right"; text: string }) {
  return (
    <span
      aria-hidden
      className={cx(
        "pointer-events-none absolute top-12 rounded-full bg-picture-chip px-5 py-2 font-title text-2xl backdrop-blur-md",
        side === "left" ? "left-5 -rotate-8 opacity-(--liked,0)" : "right-5 rotate-8 opacity-(--passed,0)",
      )}
    >
      {text}
    </span>
  );
}

function Photos({ card, isTop }: { card: FeedCard["user"]; isTop: boolean }) {
  const { t } = useTranslation("discovery");
  const [at, setAt] = useState(0);
  const count = card.photos.length;
  const photo = card.photos[at];
  const next = card.photos[at + 1];
  if (photo === undefined || count < 2)
    return (
      <div className="absolute inset-0 -z-2">
        <Face person={card} sizes={SIZES} eager />
      </div>
    );
  const name = card.displayName;
  const turns = [
    { label: t("photo.back", { name }), to: at - 1, side: "start-0 w-2/5" },
    { label: t("photo.on", { name }), to: at + 1, side: "end-0 w-3/5" },
  ];
  return (
    <>
      <div className="absolute inset-0 -z-2">
        <Picture
          key={photo.id}
          file={photo}
          alt={t("photo.of", { name, at: at + 1, count })}
          fill
          sizes={SIZES}
          eager
        />
        {isTop && next !== undefined && (
          <div aria-hidden className="absolute inset-0 opacity-0">
            <Picture key={next.id} file={next} alt="" fill sizes={SIZES} eager />
          </div>
        )}
      </div>
      <div aria-hidden className="pointer-events-none absolute inset-x-4 top-3 flex gap-1">
        {card.photos.map(({ id }, index) => (
          <span
            key={id}
            className={cx("h-1 grow rounded-full bg-on-picture", index !== at && "opacity-45")}
          />
        ))}
      </div>
      {isTop &&
        turns.map(({ label, to, side }) => (
          <button
            key={label}
            type="button"
            aria-label={label}
            aria-disabled={to < 0 || to >= count}
            onClick={() => {
              if (to >= 0 && to < count) setAt(to);
            }}
            className={cx(
              "absolute inset-y-0 -z-1 rounded-picture -outline-offset-4 focus-visible:outline-on-picture",
              side,
            )}
          />
        ))}
    </>
  );
}
