import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

type Colour = readonly [lightness: number, chroma: number, hue: number];

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

const OKLCH = String.raw`oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)`;

function token(name: string, theme: "light" | "dark"): Colour {
  const [, light, dark] =
    new RegExp(`--color-${name}:\\s*light-dark\\((oklch[^)]*\\)), (oklch[^)]*\\))\\)`).exec(css) ?? [];
  const [, lightness, chroma, hue] =
    new RegExp(OKLCH).exec((theme === "light" ? light : dark) ?? "") ??
    new RegExp(`--color-${name}:\\s*${OKLCH}`).exec(css) ??
    [];
  if (lightness === undefined) throw new Error(`no token ${name}`);
  return [Number(lightness) / 100, Number(chroma), Number(hue)];
}

/** Relative luminance (WCAG 2), by way of linear sRGB. */
function luminance([lightness, chroma, hue]: Colour): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const inGamut = (value: number) => Math.min(1, Math.max(0, value));
  const red = inGamut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s);
  const green = inGamut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s);
  const blue = inGamut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

const TEXT_PAIRS = [
  ...["paper", "card", "sunk", "ember-wash"].flatMap((ground) =>
    ["ink", "soft", "ember-ink"].map((text) => [text, ground] as const),
  ),
  ["dusk", "paper"],
  ["dusk", "card"],
  ["sage", "paper"],
  ["sage", "card"],
  ["sage", "sage-wash"],
  ["danger", "paper"],
  ["danger", "card"],
  ["danger", "danger-wash"],
  ["ink", "danger-wash"],
  ["ink", "honey-wash"],
  ["on-ember", "ember"],
  ["on-ember", "ember-ink"],
  ["on-danger", "danger"],
  ["on-dusk", "dusk"],
  ["on-honey", "honey"],
  ["paper", "ink"],
  ["on-picture", "night"],
] as const;

const CONTROL_PAIRS = [
  ["edge", "paper"],
  ["edge", "card"],
  ["edge", "sunk"],
  ["ember", "paper"],
  ["ember", "card"],
  ["ember", "line"],
] as const;

describe.each(["light", "dark"] as const)("in the %s theme", (theme) => {
  it.each(TEXT_PAIRS)("%s on %s can be read", (text, ground) => {
    expect(contrast(token(text, theme), token(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(CONTROL_PAIRS)("%s on %s can be seen", (control, ground) => {
    expect(contrast(token(control, theme), token(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});

it("initials can be read on every hue", () => {
  const [ground, text] = ["background", "color"].map((property) =>
    new RegExp(`${property}: oklch\\(([\\d.]+)% ([\\d.]+) var\\(--hue\\)\\)`).exec(css),
  );
  const at = (match: RegExpExecArray | null | undefined, hue: number): Colour => [
    Number(match?.[1]) / 100,
    Number(match?.[2]),
    hue,
  ];
  const worst = Math.min(
    ...Array.from({ length: 360 }, (_, hue) => contrast(at(ground, hue), at(text, hue))),
  );
  expect(worst).toBeGreaterThanOrEqual(4.5);
});
