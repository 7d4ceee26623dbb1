import { useId } from "react";

/** Paths for a head that is 104 wide and 146 high and whose middle is at 160, 178. */
const HAIR = {
  bob: {
    back: "M88 186C80 104 114 70 160 70s80 34 72 116l6 70c2 16-18 24-30 14H112c-12 10-32 2-30-14Z",
    front: "M106 172c-4-52 18-80 54-80s58 28 54 80c-16-12-32-32-38-50-14 26-44 44-70 50Z",
  },
  short: {
    back: "",
    front: "M103 176c-10-66 14-98 60-98 42 0 64 30 54 98-4-20-8-32-14-40-30 6-62 2-82-10-10 12-14 28-18 50Z",
  },
  bun: {
    back: "M160 48a28 28 0 1 1 0 56a28 28 0 1 1 0-56Z",
    front: "M104 172c-6-62 18-92 56-92s62 30 56 92c-8-32-28-48-56-48s-48 16-56 48Z",
  },
  curls: {
    back: "M112 214c-30 2-46-26-32-48-20-20-8-54 20-56 4-28 38-42 60-26 22-16 56-2 60 26 28 2 40 36 20 56 14 22-2 50-32 48Z",
    front:
      "M108 160c-2-34 20-60 52-60s54 26 52 60c-10-2-18-10-20-20-10 8-24 8-32 0-8 8-22 8-32 0-2 10-10 18-20 20Z",
  },
  long: {
    back: "M90 190C82 106 114 72 160 72s78 34 70 118c-2 50 12 84 22 122-30 22-66 20-66 20h-52s-36 2-66-20c10-38 24-72 22-122Z",
    front: "M107 180c-6-58 14-88 53-88s59 30 53 88c-6-38-24-60-53-64-29 4-47 26-53 64Z",
  },
  beard: {
    back: "",
    front:
      "M104 172c-8-60 14-90 56-90s64 30 56 90c-4-22-10-34-18-42-26 4-54 4-76 0-8 8-14 20-18 42Zm3 26c8 18 20 24 53 24s45-6 53-24c4 44-16 78-53 78s-57-34-53-78Z",
  },
};

type Look = {
  hair: keyof typeof HAIR;
  hairFill: string;
  skin: string;
  cloth: string;
  sky: readonly [string, string];
};

const LOOKS = {
  mara: {
    hair: "bob",
    hairFill: "fill-wine",
    skin: "fill-skin-1",
    cloth: "fill-wine",
    sky: ["glow", "clay"],
  },
  ines: {
    hair: "bun",
    hairFill: "fill-night",
    skin: "fill-skin-2",
    cloth: "fill-straw",
    sky: ["sea", "deep"],
  },
  jonas: {
    hair: "beard",
    hairFill: "fill-clay",
    skin: "fill-skin-1",
    cloth: "fill-deep",
    sky: ["straw", "glow"],
  },
  amara: {
    hair: "curls",
    hairFill: "fill-night",
    skin: "fill-skin-4",
    cloth: "fill-glow",
    sky: ["glow", "wine"],
  },
  tomas: {
    hair: "short",
    hairFill: "fill-night",
    skin: "fill-skin-3",
    cloth: "fill-moss",
    sky: ["dawn", "clay"],
  },
  yuki: {
    hair: "long",
    hairFill: "fill-night",
    skin: "fill-skin-1",
    cloth: "fill-clay",
    sky: ["straw", "moss"],
  },
} satisfies Record<string, Look>;

export type PortraitName = keyof typeof LOOKS;

/** A plainly drawn person, for where a picture is needed and nobody real should stand. Decoration only. */
export function Portrait({ of, className }: { of: PortraitName; className?: string }) {
  const id = useId();
  const { hair, hairFill, skin, cloth, sky } = LOOKS[of];
  const { back, front } = HAIR[hair];
  return (
    <svg viewBox="0 36 320 400" preserveAspectRatio="xMidYMid slice" aria-hidden className={className}>
      <defs>
        <linearGradient id={`${id}-sky`} x1="0" y1="0" x2="0.35" y2="1">
          <stop stopColor={`var(--color-${sky[0]})`} />
          <stop offset="0.85" stopColor={`var(--color-${sky[1]})`} />
        </linearGradient>
        <radialGradient id={`${id}-lamp`} cx="0.26" cy="0.18" r="0.6">
          <stop stopColor="var(--color-dawn)" stopOpacity="0.9" />
          <stop offset="1" stopColor="var(--color-dawn)" stopOpacity="0" />
        </radialGradient>
        <linearGradient id={`${id}-shade`}>
          <stop offset="0.3" stopColor="var(--color-wine)" stopOpacity="0" />
          <stop offset="1" stopColor="var(--color-wine)" stopOpacity="0.3" />
        </linearGradient>
      </defs>
      <rect y="36" width="320" height="400" fill={`url(#${id}-sky)`} />
      <rect y="36" width="320" height="400" fill={`url(#${id}-lamp)`} />
      <path d={back} className={hairFill} />
      <path d="M10 440c0-104 52-148 108-160 26-6 58-6 84 0 56 12 108 56 108 160Z" className={cloth} />
      <path
        d="M10 440c0-104 52-148 108-160 26-6 58-6 84 0 56 12 108 56 108 160Z"
        fill={`url(#${id}-shade)`}
      />
      <path d="M134 222h52v54c0 30-52 30-52 0Z" className={skin} />
      <path d="M134 238c14 20 38 20 52 0v28c-16 12-38 10-52-8Z" className="fill-wine/25" />
      <rect x="108" y="104" width="104" height="148" rx="52" className={skin} />
      <rect x="108" y="104" width="104" height="148" rx="52" fill={`url(#${id}-shade)`} />
      <path d={front} className={hairFill} />
    </svg>
  );
}
