import { Picture } from "@/features/media";
import { hueOf, initialsOf } from "@/ui/avatarColour";
import { DemoMark } from "@/ui/DemoMark";
import type { CSSProperties } from "react";
import type { Card } from "./queries";

type Props = {
  person: Pick<Card, "id" | "displayName" | "photos" | "portrait">;
  sizes?: string;
  eager?: boolean;
};

/** Somebody's main picture, filling its frame: a photo, a drawing, or their initials. The name stands beside it. */
export function Face({ person, sizes = "100vw", eager = false }: Props) {
  const [main] = person.photos;
  if (main !== undefined) return <Picture file={main} alt="" fill sizes={sizes} eager={eager} />;
  if (person.portrait !== null) return <Drawing svg={person.portrait} alt="" />;
  return (
    <span
      aria-hidden
      style={{ "--hue": hueOf(person.id) } as CSSProperties}
      className="@container grid size-full place-items-center font-title initials select-none"
    >
      <span className="text-[max(1rem,28cqw)]">{initialsOf(person.displayName)}</span>
    </span>
  );
}

/** As an image, in which nothing can run. */
export function Drawing({ svg, alt }: { svg: string; alt: string }) {
  return (
    <img
      src={`data:image/svg+xml,${encodeURIComponent(svg)}`}
      alt={alt}
      draggable={false}
      className="block size-full object-cover"
    />
  );
}

/** The same, small and round. */
export function SmallFace({ person }: { person: Props["person"] & Pick<Card, "isDemo"> }) {
  return (
    <span className="relative block shrink-0">
      <span className="block size-14 overflow-clip rounded-full">
        <Face person={person} sizes="3.5rem" />
      </span>
      <DemoMark of={person} className="absolute -bottom-1 left-1/2 m-0! -translate-x-1/2" />
    </span>
  );
}
