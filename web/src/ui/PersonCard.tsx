import type { ReactNode } from "react";
import { Chip } from "./Chip";
import { cx } from "./cx";

type Props = {
  /** Fills the card: an `<img>` with `object-cover`, or a drawn portrait. */
  picture: ReactNode;
  name: string;
  /** What is said beside the name. */
  mark?: ReactNode;
  /** Null where nobody knows. */
  age: number | null;
  line?: string;
  /** What one should know at a glance: how far, what both like. */
  facts?: readonly string[];
  headingLevel?: 2 | 3;
  lifted?: boolean;
};

/** A person, as one meets them: the picture is the only loud thing. */
export function PersonCard({
  picture,
  name,
  mark,
  age,
  line,
  facts = [],
  headingLevel = 3,
  lifted = false,
}: Props) {
  const Heading = `h${headingLevel}` as const;
  return (
    <article
      className={cx(
        "@container relative isolate flex aspect-4/5 w-full flex-col justify-end overflow-clip rounded-picture bg-line text-on-picture",
        lifted && "shadow-lifted",
      )}
    >
      <div className="absolute inset-0 -z-2 *:size-full">{picture}</div>
      <div aria-hidden className="absolute inset-x-0 bottom-0 -z-1 h-3/4 nightfall" />
      <div className="flex flex-col gap-2 p-5 @max-[14rem]:p-4">
        <div>
          <Heading className="font-title text-2xl">
            {name}
            {age !== null && `, ${age}`}
            {mark}
          </Heading>
          {line !== undefined && <p className="mt-0.5 @max-[15.5rem]:hidden">{line}</p>}
        </div>
        {facts.length > 0 && (
          <ul className="flex flex-wrap gap-2">
            {facts.map((fact) => (
              <li key={fact}>
                <Chip tone="picture">{fact}</Chip>
              </li>
            ))}
          </ul>
        )}
      </div>
    </article>
  );
}
