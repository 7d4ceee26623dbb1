import { Slider as RadixSlider } from "radix-ui";
import { useId } from "react";

type Props<Values extends readonly number[]> = {
  label: string;
  /** One value, or the two ends of a range. */
  values: Values;
  onChange: (values: Values) => void;
  min: number;
  max: number;
  step?: number;
  /** The values in words, such as "25 to 40" or "up to 20 km". */
  format: (values: Values) => string;
  /** The names of the thumbs of a range, such as "Youngest" and "Oldest". */
  thumbLabels?: readonly string[];
};

export function Slider<Values extends readonly [number] | readonly [number, number]>({
  label,
  values,
  onChange,
  format,
  thumbLabels = [label],
  ...range
}: Props<Values>) {
  const labelId = useId();
  return (
    <div role="group" aria-labelledby={labelId}>
      <div className="flex items-baseline justify-between gap-3">
        <span id={labelId} className="text-sm font-strong">
          {label}
        </span>
        <output className="text-sm text-soft tabular-nums">{format(values)}</output>
      </div>
      <RadixSlider.Root
        {...range}
        value={[...values]}
        onValueChange={(next) => {
          onChange(next as readonly number[] as Values);
        }}
        className="relative flex h-touch touch-none items-center select-none"
      >
        <RadixSlider.Track className="relative h-1.5 grow rounded-full bg-line">
          <RadixSlider.Range className="absolute h-full rounded-full bg-ember" />
        </RadixSlider.Track>
        {values.map((value, index) => (
          <RadixSlider.Thumb
            key={index}
            aria-label={thumbLabels[index] ?? label}
            aria-valuetext={String(value)}
            className="block size-7 cursor-grab rounded-full border-2 border-ember bg-card shadow-floating transition-[scale] after:absolute after:-inset-2 active:scale-110 active:cursor-grabbing"
          />
        ))}
      </RadixSlider.Root>
    </div>
  );
}
