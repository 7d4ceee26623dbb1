import { useTranslation } from "react-i18next";
import { DemoMark } from "@/ui/DemoMark";
import { PersonCard } from "@/ui/PersonCard";
import { Face } from "./Face";
import type { Card } from "./queries";
import { useWords } from "./words";

type Props = { card: Card; headingLevel?: 2 | 3; lifted?: boolean };

/** Somebody as one comes upon them. */
export function CardShown({ card, headingLevel = 2, lifted = false }: Props) {
  const { t } = useTranslation("people");
  const words = useWords();
  const [prompt] = card.prompts;
  const line = card.bio?.split("\n")[0] ?? prompt?.answer.split("\n")[0];
  const facts = [
    card.city?.name,
    words.distance(card.distanceKm),
    card.isVerified && t("verified"),
    ...card.interests.slice(0, 2),
  ].filter((fact) => typeof fact === "string");
  return (
    <PersonCard
      picture={<Face person={card} sizes="(min-width: 40rem) 22rem, 100vw" eager />}
      name={card.displayName}
      age={card.age}
      mark={<DemoMark of={card} />}
      {...(line !== undefined && { line })}
      facts={facts.slice(0, 3)}
      headingLevel={headingLevel}
      lifted={lifted}
    />
  );
}
