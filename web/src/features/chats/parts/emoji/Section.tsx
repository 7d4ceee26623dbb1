import { memo } from "react";
import { useTranslation } from "react-i18next";
import { inTone, type Emoji } from "./emoji";
import type { SectionName } from "./EmojiPanel";

type Props = {
  id: string;
  name: SectionName;
  items: readonly Emoji[];
  tone: number;
  /** The Tab key comes to its first one; the arrow keys go on from there. */
  isFirst: boolean;
};

/** One group. There are two thousand in all: those that are not in sight are not laid out. */
export const Section = memo(function Section({ id, name, items, tone, isFirst }: Props) {
  const { t } = useTranslation("chatParts");
  return (
    <section
      id={id}
      aria-labelledby={`${id}-title`}
      className="[contain-intrinsic-size:auto_20rem] [content-visibility:auto]"
    >
      <h3
        id={`${id}-title`}
        className="sticky top-0 z-10 bg-card/92 px-1.5 py-1.5 text-xs font-strong text-soft"
      >
        {t(`emoji.groups.${name}`)}
      </h3>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(2.5rem,1fr))] pointer-coarse:grid-cols-[repeat(auto-fill,minmax(2.75rem,1fr))]">
        {items.map((item, index) => {
          const emoji = inTone(item, tone);
          return (
            <button
              key={item.emoji}
              type="button"
              data-emoji={emoji}
              aria-label={item.name}
              title={item.name}
              tabIndex={isFirst && index === 0 ? 0 : -1}
              className="aspect-square rounded-field text-2xl leading-none -outline-offset-2 hover:bg-ink/7 [[tabindex='-1']]:focus-visible:outline-2! [[tabindex='-1']]:focus-visible:outline-ember-ink!"
            >
              {emoji}
            </button>
          );
        })}
      </div>
    </section>
  );
});
