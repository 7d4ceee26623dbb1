import { Search } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/ui/States";
import { Spinner } from "@/ui/Spinner";
import { findEmoji, GROUPS, emojiQuery, type Emoji } from "./emoji";
import { EmojiTabs } from "./EmojiTabs";
import { neighbour } from "./moveInGrid";
import { rememberEmoji, useRemembered } from "./remembered";
import { Section } from "./Section";
import { ToneMenu } from "./ToneMenu";

type Props = { onPick: (emoji: string) => void };

/** Every emoji: searched by name, or looked through by groups. The arrow keys walk through them. */
export default function EmojiPanel({ onPick }: Props) {
  const { t } = useTranslation("chatParts");
  const [text, setText] = useState("");
  const { data: all, isError, isFetching, refetch } = useQuery(emojiQuery);
  const { tone, recent } = useRemembered();
  const id = useId();
  const grid = useRef<HTMLDivElement>(null);
  const sections = useMemo(
    () => (all === undefined ? [] : sectionsOf(all, text.trim(), recent)),
    // What was taken just now moves to the front when the panel is opened again, not under the finger.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [all, text],
  );
  const pick = (emoji: string) => {
    rememberEmoji(emoji);
    onPick(emoji);
  };
  const buttons = () => Array.from(grid.current?.querySelectorAll<HTMLElement>("[data-emoji]") ?? []);

  const searchKeys = (event: KeyboardEvent) => {
    const [first] = buttons();
    if (first === undefined || (event.key !== "ArrowDown" && event.key !== "Enter")) return;
    event.preventDefault();
    if (event.key === "Enter") first.click();
    else first.focus();
  };
  return (
    <div className="flex h-88 max-h-[60dvh] w-88 max-w-full flex-col">
      <div className="flex items-center gap-1 p-2 pb-1">
        <label className="relative grow">
          <span className="sr-only">{t("emoji.search")}</span>
          <Search
            aria-hidden
            className="pointer-events-none absolute start-3 top-1/2 size-4.5 -translate-y-1/2 text-soft"
            strokeWidth={1.75}
          />
          <input
            type="search"
            value={text}
            placeholder={t("emoji.search")}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => {
              setText(target.value);
            }}
            onKeyDown={searchKeys}
            className="h-11 w-full rounded-field border border-edge bg-sunk ps-10 pe-3 text-field focus-visible:border-ember-ink focus-visible:outline-1 focus-visible:-outline-offset-1"
          />
        </label>
        <ToneMenu tone={tone} />
      </div>
      {all === undefined ? (
        <div className="grid grow place-items-center">
          {isError ? (
            <ErrorState
              title={t("emoji.failed")}
              retrying={isFetching}
              onRetry={() => {
                void refetch();
              }}
            />
          ) : (
            <Spinner />
          )}
        </div>
      ) : (
        <>
          {/* One listener for two thousand buttons, each of which is a button to the keyboard too. */}
          {/* eslint-disable-next-line jsx-a11y-x/no-noninteractive-element-interactions */}
          <div
            ref={grid}
            role="group"
            aria-label={t("emoji.all")}
            onClick={({ target }) => {
              const emoji = target instanceof Element && target.closest<HTMLElement>("[data-emoji]");
              if (emoji) pick(emoji.dataset["emoji"] ?? "");
            }}
            onKeyDown={(event) => {
              if (!(event.target instanceof HTMLElement)) return;
              const next = neighbour(buttons(), event.target, event.key);
              if (next === null) return;
              event.preventDefault();
              next.focus();
            }}
            className="relative min-h-0 grow overflow-y-auto overscroll-contain px-2 pb-2"
          >
            {sections.length === 0 && (
              <p role="status" className="px-2 py-10 text-center text-soft">
                {t("emoji.nothing")}
              </p>
            )}
            {sections.map(({ name, items }, index) => (
              <Section
                key={name}
                id={`${id}-${name}`}
                name={name}
                items={items}
                tone={tone}
                isFirst={index === 0}
              />
            ))}
          </div>
          {text.trim() === "" && <EmojiTabs id={id} hasRecent={sections[0]?.name === "recent"} />}
        </>
      )}
    </div>
  );
}

export type SectionName = (typeof GROUPS)[number]["name"] | "recent" | "found";

function sectionsOf(all: readonly Emoji[], text: string, recent: readonly string[]) {
  type Part = { name: SectionName; items: readonly Emoji[] };
  if (text !== "") {
    const items = findEmoji(all, text);
    return items.length === 0 ? [] : [{ name: "found", items } satisfies Part];
  }
  const lately = recent.flatMap((emoji) => {
    const known = all.find((one) => one.emoji === emoji || one.tones.includes(emoji));
    // As it was taken then, in whichever tone.
    return known ? [{ ...known, emoji, tones: [] }] : [];
  });
  const groups = GROUPS.map(({ id, name }): Part => ({
    name,
    items: all.filter(({ group }) => group === id),
  }));
  return lately.length === 0 ? groups : [{ name: "recent", items: lately } satisfies Part, ...groups];
}
