import { useTranslation } from "react-i18next";
import { Mark } from "@/ui/Mark";
import { Group, Specimen } from "./Specimen";

const SURFACES = [
  ["paper", "bg-paper"],
  ["card", "bg-card"],
  ["sunk", "bg-sunk"],
  ["line", "bg-line"],
  ["edge", "bg-edge"],
  ["soft", "bg-soft"],
  ["ink", "bg-ink"],
] as const;

const ACCENTS = [
  ["ember", "bg-ember"],
  ["ember-ink", "bg-ember-ink"],
  ["ember-wash", "bg-ember-wash"],
  ["dusk", "bg-dusk"],
  ["sage", "bg-sage"],
  ["honey", "bg-honey"],
  ["danger", "bg-danger"],
] as const;

const EVENING = [
  ["dawn", "bg-dawn"],
  ["glow", "bg-glow"],
  ["clay", "bg-clay"],
  ["wine", "bg-wine"],
  ["night", "bg-night"],
  ["sea", "bg-sea"],
  ["deep", "bg-deep"],
  ["moss", "bg-moss"],
  ["straw", "bg-straw"],
] as const;

const RADII = [
  ["field", "rounded-field"],
  ["button", "rounded-button"],
  ["message", "rounded-message"],
  ["card", "rounded-card"],
  ["picture", "rounded-picture"],
] as const;

function Swatches({ of }: { of: readonly (readonly [string, string])[] }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(4.75rem,1fr))] gap-3">
      {of.map(([name, fill]) => (
        <li key={name} className="text-xs text-soft">
          <span className={`mb-1.5 block h-14 rounded-field border ${fill}`} />
          {name}
        </li>
      ))}
    </ul>
  );
}

export function Foundations() {
  const { t } = useTranslation("gallery");
  return (
    <Group id="foundations" title={t("groups.foundations")}>
      <Specimen title={t("surfaces")}>
        <Swatches of={SURFACES} />
      </Specimen>
      <Specimen title={t("accents")}>
        <Swatches of={ACCENTS} />
      </Specimen>
      <Specimen title={t("evening")}>
        <Swatches of={EVENING} />
      </Specimen>
      <Specimen title={t("mark")}>
        <div className="flex items-center gap-6">
          <Mark className="size-24" />
          <Mark className="size-12" />
          <Mark className="size-6" />
        </div>
      </Specimen>
      <Specimen title={t("type")} wide>
        <div className="flex flex-col gap-3">
          <p className="font-title text-4xl tracking-display">{t("sample.display")}</p>
          <p className="font-title text-3xl">{t("sample.title")}</p>
          <p className="font-title text-2xl">{t("sample.name")}</p>
          <p className="text-lg">{t("sample.lead")}</p>
          <p className="max-w-prose">{t("sample.text")}</p>
          <p className="text-sm text-soft">{t("sample.small")}</p>
        </div>
      </Specimen>
      <Specimen title={t("radii")} wide>
        <ul className="flex flex-wrap gap-4">
          {RADII.map(([name, radius]) => (
            <li key={name} className="text-xs text-soft">
              <span className={`mb-1.5 block size-20 border bg-sunk ${radius}`} />
              {name}
            </li>
          ))}
        </ul>
      </Specimen>
    </Group>
  );
}
