import { ChevronLeft, ChevronRight } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Picture } from "@/features/media";
import { cx } from "@/ui/cx";
import { Face } from "./Face";
import type { Card } from "./queries";

/** Somebody's photos: swiped with a finger, or one after the other with buttons and arrow keys. */
export function Gallery({ card, children }: { card: Card; children?: ReactNode }) {
  const { t } = useTranslation("people");
  const list = useRef<HTMLUListElement>(null);
  const [at, setAt] = useState(0);
  const count = card.photos.length;
  const show = (index: number) => {
    const element = list.current;
    element?.children[index]?.scrollIntoView({ block: "nearest", inline: "center" });
  };
  return (
    <section
      aria-label={t("gallery.of", { name: card.displayName })}
      className="relative isolate aspect-4/5 w-full overflow-clip rounded-picture bg-line"
    >
      {count === 0 ? (
        <Face person={card} sizes="(min-width: 40rem) 24rem, 100vw" eager />
      ) : (
        <ul
          ref={list}
          // One scrolls it with the arrow keys.

          tabIndex={count > 1 ? 0 : undefined}
          aria-label={t("gallery.photos")}
          onScroll={({ currentTarget: { scrollLeft, clientWidth } }) => {
            setAt(Math.round(Math.abs(scrollLeft) / clientWidth));
          }}
          className="flex size-full snap-x snap-mandatory [scrollbar-width:none] overflow-x-auto overscroll-x-contain scroll-smooth motion-reduce:scroll-auto"
        >
          {card.photos.map((photo, index) => (
            <li key={photo.id} className="size-full shrink-0 snap-center">
              <Picture
                file={photo}
                alt={t("gallery.photo", { name: card.displayName, at: index + 1, count })}
                fill
                sizes="(min-width: 40rem) 24rem, 100vw"
                eager={index === 0}
              />
            </li>
          ))}
        </ul>
      )}
      {count > 1 && <Marks at={at} count={count} onShow={show} />}
      {children !== undefined && (
        <div className="pointer-events-none absolute inset-x-0 bottom-0 isolate text-on-picture">
          <div aria-hidden className="absolute inset-x-0 bottom-0 -z-1 h-60 nightfall" />
          <div className="relative p-5">{children}</div>
        </div>
      )}
    </section>
  );
}

type MarksProps = { at: number; count: number; onShow: (index: number) => void };

function Marks({ at, count, onShow }: MarksProps) {
  const { t } = useTranslation("people");
  const buttons = [
    { icon: ChevronLeft, label: t("gallery.back"), to: at - 1, side: "start-1" },
    { icon: ChevronRight, label: t("gallery.on"), to: at + 1, side: "end-1" },
  ];
  return (
    <>
      <div aria-hidden className="pointer-events-none absolute inset-x-4 top-3 flex gap-1">
        {Array.from({ length: count }, (_, index) => (
          <span
            key={index}
            className={cx("h-1 grow rounded-full bg-on-picture", index !== at && "opacity-45")}
          />
        ))}
      </div>
      {buttons.map(({ icon: Icon, label, to, side }) => (
        <button
          key={label}
          type="button"
          aria-label={label}
          disabled={to < 0 || to >= count}
          onClick={() => {
            onShow(to);
          }}
          className={cx(
            "absolute top-1/2 grid size-touch -translate-y-1/2 place-items-center disabled:invisible",
            side,
          )}
        >
          <span className="grid size-9 place-items-center rounded-full bg-picture-chip text-on-picture">
            <Icon aria-hidden className="size-5" strokeWidth={2} />
          </span>
        </button>
      ))}
    </>
  );
}
