import { BadgeCheck, MapPin } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { VideoPlayer, VoicePlayer } from "@/features/media";
import { Chip } from "@/ui/Chip";
import { DemoMark } from "@/ui/DemoMark";
import { Gallery } from "./Gallery";
import type { Card } from "./queries";
import { Socials } from "./Socials";
import { usePromptText } from "./usePromptText";
import { useWords } from "./words";

type Props = { card: Card; heading: 1 | 2; actions?: ReactNode };

/** All that somebody shows, in the order in which one gets to know people. */
export function ProfileShown({ card, heading, actions }: Props) {
  const { t } = useTranslation("people");
  const words = useWords();
  const Heading = `h${heading}` as const;
  const facts = [
    words.gender(card),
    card.pronouns,
    ...words.basics(card.basics).map(({ text }) => text),
  ].filter((fact) => fact !== null);
  return (
    <article className="grid gap-6 sm:grid-cols-[minmax(0,22rem)_minmax(0,1fr)] sm:gap-8">
      <div className="flex flex-col gap-4 self-start sm:sticky sm:top-8">
        <Gallery card={card}>
          <Heading tabIndex={-1} className="font-title text-3xl wrap-anywhere">
            <bdi>{card.displayName}</bdi>
            {card.age !== null && `, ${card.age}`}
            <DemoMark of={card} />
          </Heading>
          <Where card={card} />
        </Gallery>
        {actions}
      </div>
      <div className="flex min-w-0 flex-col gap-7">
        {card.isVerified && (
          <p className="flex items-center gap-2 text-sage">
            <BadgeCheck aria-hidden className="size-5 shrink-0" strokeWidth={1.75} />
            {t("verifiedLong")}
          </p>
        )}
        {card.bio !== null && <p className="text-lg wrap-anywhere whitespace-pre-line">{card.bio}</p>}
        {card.voice?.url != null && (
          <div className="rounded-message border bg-card p-3.5">
            <VoicePlayer
              url={card.voice.url}
              label={t("voiceOf", { name: card.displayName })}
              seconds={(card.voice.durationMs ?? 0) / 1000}
              waveform={card.voice.waveform ?? []}
              hasRates={false}
            />
          </div>
        )}
        <Prompts card={card} />
        {card.goals.length > 0 && (
          <Facts title={t("shown.goals")} facts={card.goals.map((goal) => t(`goals.${goal}`))} tone="ember" />
        )}
        <Facts title={t("shown.interests")} facts={card.interests} />
        <Facts title={t("shown.basics")} facts={facts} />
        <Facts title={t("shown.languages")} facts={card.languages.map(words.languageName)} />
        {card.video !== null && (
          <section aria-label={t("shown.video")}>
            <div className="overflow-clip rounded-picture">
              <VideoPlayer file={card.video} label={t("videoOf", { name: card.displayName })} />
            </div>
          </section>
        )}
        <Socials socials={card.socials} name={card.displayName} />
      </div>
    </article>
  );
}

function Where({ card }: { card: Card }) {
  const words = useWords();
  const parts = [card.city !== null && words.placeOf(card.city), words.distance(card.distanceKm)].filter(
    (part) => typeof part === "string",
  );
  if (parts.length === 0) return null;
  return (
    <p className="mt-1 flex items-center gap-1.5">
      <MapPin aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      {parts.join(" · ")}
    </p>
  );
}

function Prompts({ card }: { card: Card }) {
  const promptText = usePromptText();
  return card.prompts.map(({ prompt, answer }) => (
    <figure key={prompt} className="border-s-2 border-ember ps-4">
      <figcaption className="text-sm text-soft">{promptText(prompt)}</figcaption>
      <blockquote className="mt-1 font-title text-xl wrap-anywhere whitespace-pre-line">{answer}</blockquote>
    </figure>
  ));
}

type FactsProps = { title: string; facts: readonly string[]; tone?: "plain" | "ember" };

function Facts({ title, facts, tone = "plain" }: FactsProps) {
  if (facts.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-sm text-soft">{title}</h2>
      <ul className="flex flex-wrap gap-2">
        {facts.map((fact) => (
          <li key={fact}>
            <Chip tone={tone}>{fact}</Chip>
          </li>
        ))}
      </ul>
    </section>
  );
}
