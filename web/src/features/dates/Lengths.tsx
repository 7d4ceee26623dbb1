import { useId } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/ui/cx";
import { Slider } from "@/ui/Slider";
import type { Limits } from "./engine/wire";
import { useLength } from "./useLength";

type Props = {
  legend: string;
  value: number;
  onChange: (seconds: number) => void;
  choices: readonly number[];
  /** With any other length within these as well. */
  limits?: Pick<Limits, "minSeconds" | "maxSeconds">;
};

/** How long one would like: the usual lengths at a tap, any other one by hand. */
export function Lengths({ legend, value, onChange, choices, limits }: Props) {
  const { t } = useTranslation("dates");
  const name = useId();
  const words = useLength();
  return (
    <div className="flex flex-col gap-4">
      <fieldset>
        <legend className="mb-2 text-sm font-strong">{legend}</legend>
        <div className="flex flex-wrap gap-2">
          {choices.map((seconds) => (
            <label
              key={seconds}
              className={cx(
                "relative inline-flex min-h-touch press items-center rounded-full border px-4 text-sm font-strong",
                "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ember-ink",
                seconds === value
                  ? "border-ember-ink bg-ember-wash text-ember-ink"
                  : "border-edge bg-card text-ink",
              )}
            >
              <input
                type="radio"
                name={name}
                value={seconds}
                checked={seconds === value}
                onChange={() => {
                  onChange(seconds);
                }}
                className="sr-only"
              />
              {words.short(seconds)}
            </label>
          ))}
        </div>
      </fieldset>
      {limits !== undefined && (
        <Slider
          label={t("length.other")}
          values={[value / 60] as const}
          onChange={([minutes]) => {
            onChange(minutes * 60);
          }}
          min={Math.ceil(limits.minSeconds / 60)}
          max={Math.floor(limits.maxSeconds / 60)}
          format={([minutes]) => words.long(minutes * 60)}
        />
      )}
    </div>
  );
}
