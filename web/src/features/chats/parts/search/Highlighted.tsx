import { highlighted } from "./highlight";

/** A text with what was looked for marked in it. */
export function Highlighted({ text, words }: { text: string; words: string }) {
  return highlighted(text, words).map((part, index) =>
    part.isHit ? (
      <mark key={index} className="rounded-sm bg-honey-wash font-strong text-ink">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
