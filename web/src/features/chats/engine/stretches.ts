/** Numbers from one to another, both included. */
export type Stretch = { from: number; to: number };

/** Disjoint stretches in their order, with one more; those that touch become one. */
export function union(stretches: readonly Stretch[], { from, to }: Stretch): readonly Stretch[] {
  if (from > to) return stretches;
  const touches = (one: Stretch) => one.from <= to + 1 && one.to >= from - 1;
  const joined = stretches
    .filter(touches)
    .reduce((all, one) => ({ from: Math.min(all.from, one.from), to: Math.max(all.to, one.to) }), {
      from,
      to,
    });
  const [only] = stretches;
  if (stretches.length === 1 && only?.from === joined.from && only.to === joined.to) return stretches;
  return [
    ...stretches.filter((one) => one.to < joined.from - 1),
    joined,
    ...stretches.filter((one) => one.from > joined.to + 1),
  ];
}

/** The stretch that a number is in. */
export const stretchAt = (stretches: readonly Stretch[], number: number): Stretch | undefined =>
  stretches.find(({ from, to }) => from <= number && number <= to);
